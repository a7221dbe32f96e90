"""What is done beside the pages."""
