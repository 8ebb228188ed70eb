"""The verbs of mentorship; import the module that you need."""
