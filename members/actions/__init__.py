"""The verbs about people; import the module that you need."""
