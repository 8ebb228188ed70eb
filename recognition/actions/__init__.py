"""The verbs of recognition; import the module that you need."""
