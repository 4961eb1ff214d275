//! retold (crate docs come with the pipeline).
pub mod article;
pub mod cli;
pub mod error;
pub mod evaluate;
pub mod events;
pub mod input;
pub mod pipeline;
pub mod progress;
pub mod report;
pub mod reuse;
pub mod run;
pub mod settings;
pub mod text;
pub mod tfidf;
pub mod units;
