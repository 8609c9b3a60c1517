"""What happens to a case: the legal clock, commands and events, the runtime, the stores and the shell around them."""
