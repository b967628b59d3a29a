//! A real SMTP server that keeps what it is given, for tests and demonstrations.
