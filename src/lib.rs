//! retold (crate docs come with the pipeline).
pub mod article;
pub mod error;
pub mod input;
pub mod progress;
pub mod units;
pub mod text;
