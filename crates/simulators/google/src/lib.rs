//! Google sign-in on one machine: discovery, consent, tokens, keys, refresh, revocation, and errors on demand.
