"""An invented world for demonstrations and training: offices, people, and cases at every stage, lawful in each step."""
