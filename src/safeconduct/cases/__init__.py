"""Cases: what a procedure becomes when somebody files; who may do what now, and what was done."""
