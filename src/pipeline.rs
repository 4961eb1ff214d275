//! The table of contents of a run: all stages in order, each a pure function of what came before.

use crate::{
    article::Corpus,
    events::{self, Events, Relations},
    origin::{self, Origins},
    progress::{self, Progress, Stage},
    reuse::{self, Reuse},
    settings::Settings,
    text::{self, Texts},
    tfidf::{self, VectorSettings},
};

/// Everything that was found in a corpus.
#[derive(Debug)]
pub struct Analysis {
    /// Paragraphs and words.
    pub texts: Texts,
    /// Reused paragraphs.
    pub reuse: Reuse,
    /// What articles have to do with each other, which events are made from.
    pub relations: Relations,
    /// Events and stories.
    pub events: Events,
    /// Agencies of articles and likely sources of passages.
    pub origins: Origins,
}

/// Analyses a corpus. The result depends on nothing but the corpus and the settings.
#[must_use]
pub fn analyze(corpus: &Corpus, settings: &Settings, progress: &dyn Progress) -> Analysis {
    let texts = text::analyze(corpus, progress);
    let mut reuse = reuse::find(corpus, &texts, &settings.reuse, progress);
    let vectors = tfidf::vectorize(corpus, &texts, &reuse, &VectorSettings::default(), progress);
    let relations = events::relate(corpus, &texts, &reuse, &vectors, progress);
    drop(vectors);
    let events =
        progress::during(progress, Stage::Events, || events::group(corpus, &relations, &settings.events));
    let story_of: Vec<usize> = events.of.iter().map(|&event| events.events[event].story).collect();
    reuse.settle(corpus, &texts, &events.of, &story_of);
    let origins = origin::trace(corpus, &texts, &reuse.passages, &reuse.shares, &settings.agencies);
    Analysis { texts, reuse, relations, events, origins }
}
