"""Files of cases: sealed before they reach the disk, scanned where there is a scanner, named by the journal."""
