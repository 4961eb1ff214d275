//! Any bytes as a file of any name: nothing may panic, hang or take the memory, and nothing may be lost without a word.
//!
//! Which reader is meant the environment says: `RETOLD_FUZZ_NAME=input.jsonl` (`input` where the first bytes shall tell).
//! One target for all of them, because they share everything but the bytes that they take apart.
#![no_main]

use std::{env, path::PathBuf, sync::LazyLock};

use libfuzzer_sys::fuzz_target;
use retold::input::{self, InputSettings};

static NAME: LazyLock<PathBuf> =
    LazyLock::new(|| env::var_os("RETOLD_FUZZ_NAME").map_or_else(|| "input".into(), PathBuf::from));

fuzz_target!(|bytes: &[u8]| {
    if let Ok(corpus) = input::read_bytes(&NAME, bytes, &InputSettings::default()) {
        let file = &corpus.files[0];
        assert_eq!(file.records, corpus.len() as u64 + file.rejected, "a record is lost");
        assert_eq!(file.rejected, corpus.rejects.len() as u64, "a reject is lost");
        for article in &corpus.articles {
            let text = article.text.read();
            assert!(!text.is_empty() || article.title.is_some(), "an empty article");
            if let Some(span) = article.title_span {
                // Panics when it does not lie on characters of its text.
                assert!(!span.of(&text).is_empty(), "a headline of nothing");
            }
        }
    }
});
