//! Which paragraphs did outlets take from one another, word for word or lightly edited?
//!
//! **Definition.** Two paragraphs of different articles, of at least 8 words each, are near-duplicates when the Jaccard
//! similarity of their sets of word 3-grams is at least `t` after template masking, or when they share a verbatim run
//! of at least 12 words that covers at least a stated part of the shorter one. *Every* such pair is found and every
//! reported pair is verified; nothing depends on hashing luck, the order of files or the number of threads.
//!
//! The way of the data, one file each: `classes` (equal paragraphs become one node) → `shingles` (rarity, templates) →
//! `join` and `anchors` (the two halves of the definition) → `links` with `alignment` (word by word) → `kinds` →
//! `families` (around representatives) → `shares` (per article).
//!
//! Apart from that, `origin` says which agency an article came from and what a passage's likely source is: `agencies`
//! (the list) → `credits` with `datelines`, `credit_lines` and `phrases` (what one article says) → `origin` (what shared
//! text adds).

pub mod agencies;
pub mod alignment;
pub mod anchors;
pub mod classes;
mod credit_lines;
mod credits;
mod datelines;
pub mod families;
pub mod join;
pub mod kinds;
pub mod links;
pub mod origin;
pub mod passages;
mod phrases;
pub mod shares;
pub mod shingles;

use crate::{
    article::Corpus,
    error::{Error, Result},
    progress::{Progress, Stage},
    text::Texts,
    units::{ArticleId, ParagraphId, Span},
};
pub use kinds::{Edit, Kind, Scope};

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
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The paragraph it stands in.
    pub paragraph: ParagraphId,
    /// What of the paragraph belongs to the passage, in the article's text.
    pub span: Span,
    /// Jaccard similarity of word 3-grams with the representative's paragraph.
    pub jaccard: f64,
    /// Matched words as a share of the shorter of the two paragraphs.
    pub containment: f64,
    /// Edit level against the representative's paragraph.
    pub edit: Edit,
}

/// The first occurrence in this dump, as far as dates tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earliest {
    /// The article.
    pub article: ArticleId,
    /// Whether another article of the family may be as early, given the precision of the dates or missing ones.
    pub tie: bool,
}

/// A passage: a representative paragraph and everything that matches it.
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
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
    /// Whether it crosses outlets.
    pub scope: Scope,
}

/// What reuse of an article's own words adds up to; shares of its words, furniture aside.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shares {
    /// Words, furniture aside.
    pub words: u32,
    /// In copied narration or mixed passages that another article carries.
    pub reused: f64,
    /// In quotations that another article carries.
    pub quoted: f64,
}

/// Everything the stage found.
#[derive(Clone, Debug, Default)]
pub struct Reuse {
    /// All passages, in the order of their representatives' first paragraphs.
    pub passages: Vec<Passage>,
    /// All verified pairs, when asked for; in corpus order.
    pub pairs: Vec<Pair>,
    /// Number of verified pairs of distinct paragraph texts, whether kept or not.
    pub n_links: usize,
    /// Per article: the earlier article whose prose it repeats whole.
    pub duplicate_of: Vec<Option<ArticleId>>,
    /// Per article: how much of it is reused.
    pub shares: Vec<Shares>,
    /// Per paragraph: what kind of repeated page text it is, `None` for an article's own prose.
    pub page_text: Vec<Option<Kind>>,
    /// Agencies of articles and likely sources of passages; empty until [`Reuse::trace_origins`].
    pub origins: origin::Origins,
    /// Per body token: whether it is left out of vectors, as furniture or template.
    excluded: Vec<bool>,
}

impl Reuse {
    /// Takes the events into account: text that recurs in articles on unrelated events is nobody's copy.
    pub fn settle(&mut self, corpus: &Corpus, texts: &Texts, event_of: &[usize]) {
        passages::settle(corpus, texts, event_of, &mut self.passages, &mut self.pairs);
        self.shares = shares::of_articles(texts, &self.page_text, &self.passages);
    }

    /// Finds the agencies that articles came from and the likely sources of passages.
    pub fn trace_origins(&mut self, corpus: &Corpus, texts: &Texts, agencies: &agencies::Agencies) {
        self.origins = origin::trace(corpus, texts, &self.passages, &self.shares, agencies);
    }

    /// For each token of a range of body tokens: whether it is left out of vectors.
    #[must_use]
    pub fn excluded(&self, tokens: std::ops::Range<usize>) -> &[bool] {
        &self.excluded[tokens]
    }
}

/// Finds, verifies, classifies and groups all reuse in the corpus.
#[must_use]
pub fn find(corpus: &Corpus, texts: &Texts, settings: &ReuseSettings, progress: &dyn Progress) -> Reuse {
    progress.begin(Stage::Reuse, Some(7));
    let step = || progress.advance(1);
    let classes = classes::group(texts);
    step();
    let rarity = shingles::rarity(corpus, texts, &classes);
    step();
    let sets = join::shingle_sets(texts, &classes, &rarity);
    let by_shingles = join::join(&sets, settings.threshold);
    step();
    let lanes = anchors::lanes(texts, &classes, &rarity);
    let by_runs = anchors::find_runs(&lanes, settings.coverage);
    drop(lanes);
    step();
    let mut pairs = links::unite(&sets, &by_shingles, &by_runs);
    pairs.retain(|&pair| links::crosses_articles(texts, &classes, pair));
    let page_text = kinds::of_classes(corpus, texts, &classes);
    step();
    let evidence = passages::Evidence {
        corpus,
        texts,
        classes: &classes,
        sets: &sets,
        pairs: &pairs,
        page_text: &page_text,
    };
    let passages = passages::build(&evidence);
    let kept_pairs = if settings.all_pairs { passages::list_pairs(&evidence) } else { Vec::new() };
    step();
    let page_text: Vec<Option<Kind>> = (0..texts.paragraphs.len() as u32)
        .map(|paragraph| classes.of(ParagraphId(paragraph)).and_then(|class| page_text[class]))
        .collect();
    let found = Reuse {
        duplicate_of: shares::whole_copies(corpus, texts, &classes, &page_text),
        shares: shares::of_articles(texts, &page_text, &passages),
        excluded: shares::excluded(texts, &rarity, &page_text),
        n_links: pairs.len(),
        origins: origin::Origins::default(),
        pairs: kept_pairs,
        passages,
        page_text,
    };
    progress.end();
    found
}
