"""Cases (办件): commands in, events out, the state as their fold. Pure; the shell around it is `engine.service`."""
