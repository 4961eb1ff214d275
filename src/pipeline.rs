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

/// Keeps what the expensive stages made, so that a run that was stopped can go on from there. What it gives back is what
/// it was given.
pub trait Checkpoints {
    /// The reused paragraphs, when they were kept.
    fn reuse(&self) -> Option<Reuse>;
    /// Keeps the reused paragraphs.
    fn keep_reuse(&self, reuse: &Reuse);
    /// The relations of articles, when they were kept.
    fn relations(&self) -> Option<Relations>;
    /// Keeps the relations of articles.
    fn keep_relations(&self, relations: &Relations);
}

/// Keeps nothing.
struct Forgetful;

impl Checkpoints for Forgetful {
    fn reuse(&self) -> Option<Reuse> {
        None
    }

    fn keep_reuse(&self, _: &Reuse) {}

    fn relations(&self) -> Option<Relations> {
        None
    }

    fn keep_relations(&self, _: &Relations) {}
}

/// Analyses a corpus. The result depends on nothing but the corpus and the settings.
#[must_use]
pub fn analyze(corpus: &Corpus, settings: &Settings, progress: &dyn Progress) -> Analysis {
    resume(corpus, settings, &Forgetful, progress)
}

/// As [`analyze`], from where the checkpoints tell.
#[must_use]
pub fn resume(
    corpus: &Corpus,
    settings: &Settings,
    checkpoints: &dyn Checkpoints,
    progress: &dyn Progress,
) -> Analysis {
    let texts = text::analyze(corpus, progress);
    let mut reuse = checkpoints.reuse().unwrap_or_else(|| {
        let reuse = reuse::find(corpus, &texts, &settings.reuse, progress);
        checkpoints.keep_reuse(&reuse);
        reuse
    });
    let relations = checkpoints.relations().unwrap_or_else(|| {
        let vectors = tfidf::vectorize(corpus, &texts, &reuse, &VectorSettings::default(), progress);
        let relations = events::relate(corpus, &texts, &reuse, &vectors, progress);
        checkpoints.keep_relations(&relations);
        relations
    });
    let events =
        progress::during(progress, Stage::Events, || events::group(corpus, &relations, &settings.events));
    let story_of: Vec<usize> = events.of.iter().map(|&event| events.events[event].story).collect();
    reuse.settle(corpus, &texts, &events.of, &story_of);
    let origins = origin::trace(corpus, &texts, &reuse.passages, &reuse.shares, &settings.agencies);
    Analysis { texts, reuse, relations, events, origins }
}
