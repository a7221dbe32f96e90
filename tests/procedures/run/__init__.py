"""What happens in a case, day by day."""
