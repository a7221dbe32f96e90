"""An invented world for demonstrations and training: offices, people and cases at every stage, each step a lawful one."""
