"""What goes wrong outside of us: killed processes, full disks, clocks set back, writers who meet."""
