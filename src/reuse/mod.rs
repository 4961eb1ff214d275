//! Which paragraphs did outlets take from one another, word for word or lightly edited?
//!
//! **Definition.** Two paragraphs of different articles, of at least 8 words each, are near-duplicates when the Jaccard
//! similarity of their sets of word 3-grams is at least `t` after template masking, or when they share a verbatim run
//! of at least 12 words that covers at least a stated part of the shorter one. *Every* such pair is found and every
//! reported pair is verified; nothing depends on hashing luck, the order of files or the number of threads.
//!
//! A higher `t` gives a part of what a lower one gives. Without a list of all pairs, alike paragraphs in groups of more
//! than [`join::HOT`] meet the group's representatives and not each other: every paragraph with a near-duplicate of
//! another article still stands in a passage, and a family of any size costs what it holds. One exception is known:
//! paragraphs of one article that are alike to each other more than that often may be left out of a passage.
//!
//! The way of the data, one file each: `classes` (equal paragraphs become one node) → `shingles` (rarity, templates) →
//! `join` and `anchors` (the two halves of the definition) → `links` with `alignment` and `edits` (word by word) →
//! `kinds` → `families` (around representatives) → `passages` → `versions` (of one article) → `shares` (per article).
//! `templates` lists what was masked.

pub mod alignment;
pub mod anchors;
pub mod classes;
pub mod edits;
pub mod families;
pub mod join;
pub mod kinds;
pub mod links;
mod majority;
mod marks;
mod merge;
pub mod passages;
pub mod shares;
pub mod shingles;
pub mod templates;
pub mod versions;

use crate::{
    article::Corpus,
    error::{Error, Result},
    progress::{Progress, Stage},
    text::Texts,
    units::{ArticleId, ParagraphId, Span},
};
pub use edits::{Change, Changes};
use join::Hot;
pub use kinds::{Edit, Kind, Scope};
pub use marks::Marked;
use marks::Marks;
use serde::{Deserialize, Serialize};
use templates::Templates;
use versions::Versions;

/// What counts as reuse.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReuseSettings {
    threshold: f64,
    coverage: f64,
    all_pairs: bool,
}

impl ReuseSettings {
    /// Jaccard similarity of word 3-grams from which paragraphs are near-duplicates. At .5 a paragraph of 40 words may
    /// have four changed words; at .8 one. Lower finds looser rewrites and, below .4, chance.
    pub const THRESHOLD: f64 = 0.5;

    /// Part of the shorter paragraph that a verbatim run must cover. Lower finds shared sentences in long paragraphs.
    pub const COVERAGE: f64 = 0.6;

    /// Checked settings; `all_pairs` keeps every verified pair of paragraphs, not only families.
    ///
    /// # Errors
    /// When `threshold` is outside 0.3..=1.
    pub fn new(threshold: f64, all_pairs: bool) -> Result<Self> {
        if !(0.3..=1.0).contains(&threshold) {
            return Err(Error::Setting {
                setting: "--reuse-threshold",
                got: threshold.to_string(),
                expected: "a number from 0.3 to 1",
            });
        }
        Ok(Self { threshold, coverage: Self::COVERAGE, all_pairs })
    }

    /// The Jaccard threshold.
    #[must_use]
    pub fn threshold(&self) -> f64 {
        self.threshold
    }

    /// The part of the shorter paragraph that a run must cover.
    #[must_use]
    pub fn coverage(&self) -> f64 {
        self.coverage
    }
}

impl Default for ReuseSettings {
    fn default() -> Self {
        Self { threshold: Self::THRESHOLD, coverage: Self::COVERAGE, all_pairs: false }
    }
}

/// One occurrence of a reused passage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The paragraph it stands in.
    pub paragraph: ParagraphId,
    /// What of the paragraph belongs to the passage, in the article's text.
    pub span: Span,
    /// Words in the span.
    pub n_words: usize,
    /// Jaccard similarity of word 3-grams with the representative's paragraph.
    pub jaccard: f64,
    /// Matched words as a share of the shorter of the two paragraphs.
    pub containment: f64,
    /// Edit level against the representative's paragraph.
    pub edit: Edit,
    /// What was changed from the representative's paragraph to this one.
    pub changes: Changes,
}

/// The first occurrence in this dump, as far as dates tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earliest {
    /// The article.
    pub article: ArticleId,
    /// Whether another article of the family may be as early, given the precision of the dates or missing ones.
    pub tie: bool,
}

/// A passage: a representative paragraph and everything that matches it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// What kind of reuse it is.
    pub kind: Kind,
    /// The loosest edit level among the members.
    pub edit: Edit,
    /// Whether it crosses outlets.
    pub scope: Scope,
    /// Index into `members` of the representative.
    pub representative: usize,
    /// All occurrences, in corpus order; at least two articles.
    pub members: Vec<Member>,
    /// Words of the representative's part.
    pub n_words: usize,
    /// The first occurrence, `None` when no member is dated.
    pub earliest: Option<Earliest>,
}

/// A verified pair of paragraphs of different articles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// The paragraph earlier in corpus order.
    pub a: ParagraphId,
    /// The matching part of it.
    pub span_a: Span,
    /// The paragraph later in corpus order.
    pub b: ParagraphId,
    /// The matching part of it.
    pub span_b: Span,
    /// Jaccard similarity of word 3-grams.
    pub jaccard: f64,
    /// Matched words as a share of the shorter.
    pub containment: f64,
    /// Words of the longest verbatim run.
    pub run_words: usize,
    /// What kind of reuse it is.
    pub kind: Kind,
    /// How far apart the two are.
    pub edit: Edit,
    /// What was changed from the earlier side to the later one.
    pub changes: Changes,
    /// Whether it crosses outlets.
    pub scope: Scope,
}

/// What reuse of an article's own words adds up to; shares of its words, furniture aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shares {
    /// Words, furniture aside.
    pub words: u32,
    /// In copied narration or mixed passages that another article carries.
    pub reused: f64,
    /// In quotations that another article carries.
    pub quoted: f64,
    /// In copied narration or mixed passages of which this article is not surely the earliest carrier.
    pub derived: f64,
}

/// Everything the stage found.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Reuse {
    /// All passages, in the order of their representatives' first paragraphs.
    pub passages: Vec<Passage>,
    /// All verified pairs, when asked for; in corpus order.
    pub pairs: Vec<Pair>,
    /// Number of verified pairs of distinct paragraph texts, whether kept or not.
    pub n_links: usize,
    /// Per article: the earlier article whose prose it repeats whole.
    pub duplicate_of: Vec<Option<ArticleId>>,
    /// Per article: the first article in corpus order that is one text with it, itself when there is none before.
    pub text_of: Vec<ArticleId>,
    /// Per article: how much of it is reused.
    pub shares: Vec<Shares>,
    /// Per paragraph: what kind of repeated page text it is, `None` for an article's own prose.
    pub page_text: Vec<Option<Kind>>,
    /// What was masked as template.
    pub templates: Templates,
    /// Per body token: whether it is left out of vectors, as furniture or template.
    excluded: Marks,
}

impl Reuse {
    /// Takes the events into account: text that recurs in articles on unrelated events is nobody's copy. Both slices are
    /// per article: the number of its event and of its story.
    pub fn settle(&mut self, corpus: &Corpus, texts: &Texts, event_of: &[usize], story_of: &[usize]) {
        passages::settle(corpus, texts, (event_of, story_of), &mut self.passages, &mut self.pairs);
        self.shares = shares::of_articles(texts, &self.page_text, &self.passages);
    }

    /// For each token of a range of body tokens: whether it is left out of vectors.
    #[must_use]
    pub fn excluded(&self, tokens: std::ops::Range<usize>) -> Marked<'_> {
        self.excluded.range(tokens)
    }
}

/// Finds, verifies, classifies and groups all reuse in the corpus.
#[must_use]
pub fn find(corpus: &Corpus, texts: &Texts, settings: &ReuseSettings, progress: &dyn Progress) -> Reuse {
    progress.begin(Stage::Reuse, Some(6));
    let step = || progress.advance(1);
    let classes = classes::group(texts);
    step();
    let rarity = shingles::rarity(corpus, texts, &classes);
    step();
    let pairs = links::find(&corpus.space, texts, &classes, &rarity, settings, Hot::Meet);
    step();
    let page_text = kinds::of_classes(corpus, texts, &classes);
    step();
    let evidence = passages::Evidence { corpus, texts, classes: &classes, page_text: &page_text };
    let passages = passages::build(&evidence, &pairs);
    step();
    let kept_pairs = if settings.all_pairs {
        passages::list_pairs(
            &evidence,
            &links::find(&corpus.space, texts, &classes, &rarity, settings, Hot::List),
        )
    } else {
        Vec::new()
    };
    step();
    let page_text: Vec<Option<Kind>> = (0..texts.paragraphs.len() as u32)
        .map(|paragraph| classes.of(ParagraphId(paragraph)).and_then(|class| page_text[class]))
        .collect();
    let mut found = Reuse {
        duplicate_of: shares::whole_copies(corpus, texts, &classes, &page_text),
        text_of: Vec::new(),
        shares: Vec::new(),
        excluded: shares::excluded(texts, &rarity, &page_text),
        templates: templates::collect(corpus, texts, &rarity, |paragraph| {
            shares::is_prose(texts, &page_text, paragraph)
        }),
        n_links: pairs.len(),
        pairs: kept_pairs,
        passages,
        page_text,
    };
    let versions = Versions::find(corpus, texts, &found.page_text, &found.passages);
    versions.mark(texts, &found.page_text, &mut found.passages, &mut found.pairs);
    found.text_of = versions.text;
    found.shares = shares::of_articles(texts, &found.page_text, &found.passages);
    progress.end();
    found
}
