//! Any bytes as a file of any name: nothing may panic, hang or take the memory, and nothing may be lost without a word.
//!
//! Which reader is meant the environment says: `RETOLD_FUZZ_NAME=input.jsonl` (`input` where the first bytes shall tell).
//! Archives and databases are read from files: `RETOLD_FUZZ_FILE=/dev/shm/input.zip`. One target for all readers, because they
//! share everything but the bytes that they take apart.
#![no_main]

use std::{env, fs, path::PathBuf, sync::LazyLock};

use libfuzzer_sys::fuzz_target;
use retold::{
    input::{self, InputSettings},
    progress::Silent,
};

static FILE: LazyLock<Option<PathBuf>> = LazyLock::new(|| env::var_os("RETOLD_FUZZ_FILE").map(PathBuf::from));
static NAME: LazyLock<PathBuf> =
    LazyLock::new(|| env::var_os("RETOLD_FUZZ_NAME").map_or_else(|| "input".into(), PathBuf::from));

fuzz_target!(|bytes: &[u8]| {
    // What is caught is no crash.
    input::guard::silence();
    let settings = InputSettings::default();
    let read = match &*FILE {
        Some(file) => {
            fs::write(file, bytes).expect("room for the file");
            input::read(std::slice::from_ref(file), &settings, &Silent)
        }
        None => input::read_bytes(&NAME, bytes, &settings),
    };
    let Ok(corpus) = read else { return };
    let records: u64 = corpus.files.iter().map(|file| file.records).sum();
    let rejected: u64 = corpus.files.iter().map(|file| file.rejected).sum();
    assert_eq!(records, corpus.len() as u64 + rejected, "a record is lost");
    assert_eq!(rejected, corpus.rejects.len() as u64, "a reject is lost");
    for article in &corpus.articles {
        let text = article.text.read();
        assert!(!text.is_empty() || article.title.is_some(), "an empty article");
        if let Some(span) = article.title_span {
            // Panics when it does not lie on characters of its text.
            assert!(!span.of(&text).is_empty(), "a headline of nothing");
        }
    }
});
