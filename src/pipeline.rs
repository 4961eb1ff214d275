//! The table of contents of a run: all stages in order, each a pure function of what came before.

use crate::{
    article::Corpus,
    events::{self, Events},
    progress::Progress,
    reuse::{self, Reuse},
    settings::Settings,
    text::{self, Texts},
    tfidf,
};

/// Everything that was found in a corpus.
#[derive(Debug)]
pub struct Analysis {
    /// Paragraphs and words.
    pub texts: Texts,
    /// Reused paragraphs.
    pub reuse: Reuse,
    /// Events and stories.
    pub events: Events,
}

/// Analyses a corpus. The result depends on nothing but the corpus and the settings.
#[must_use]
pub fn analyze(corpus: &Corpus, settings: &Settings, progress: &dyn Progress) -> Analysis {
    let texts = text::analyze(corpus, progress);
    let mut reuse = reuse::find(corpus, &texts, &settings.reuse, progress);
    let vectors = tfidf::vectorize(corpus, &texts, &reuse, progress);
    let events = events::find(corpus, &texts, &reuse, &vectors, &settings.events, progress);
    let story_of: Vec<usize> = events.of.iter().map(|&event| events.events[event].story).collect();
    reuse.settle(corpus, &texts, &events.of, &story_of);
    Analysis { texts, reuse, events }
}
