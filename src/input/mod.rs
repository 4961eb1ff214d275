//! Files, folders and standard input to a [`Corpus`](crate::article::Corpus).
