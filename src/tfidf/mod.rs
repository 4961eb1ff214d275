//! Articles to TF-IDF rows: content words, boilerplate out, four views, weights, all on `ndarray` arrays.
//!
//! The way of the data, one file each: `content` with `grams` (which words count, as terms) → `boilerplate` (runs that recur too
//! widely) → `bags` (four views) → `weights` (document frequencies and rows), with `background` for the words that a
//! small dump cannot weigh by itself.

pub mod background;
pub mod bags;
pub mod boilerplate;
pub mod content;
mod grams;
pub mod phrases;
mod settings;
pub mod weights;

use crate::{
    article::Corpus,
    progress::{Progress, Stage},
    reuse::Reuse,
    text::Texts,
    units::ArticleId,
};
use background::Background;
use bags::Feature;
use boilerplate::Boilerplate;
use content::TermTable;
pub use settings::VectorSettings;
pub use weights::{Rows, Vocabulary};

/// All articles as rows, with what is needed to say which word a weight came from.
#[derive(Debug)]
pub struct Vectors {
    /// Terms of all words.
    pub terms: TermTable,
    /// Runs left out.
    boilerplate: Boilerplate,
    /// Columns and document frequencies.
    vocabulary: Vocabulary,
    /// What is known of words beyond the corpus.
    background: Background,
    /// Number of articles per language.
    per_language: Vec<usize>,
    /// How everything was weighed.
    settings: VectorSettings,
    /// One row an article.
    pub rows: Rows,
}

impl Vectors {
    /// Inverse document frequency of a feature of a language with document frequency `frequency` in the corpus.
    #[must_use]
    pub fn idf(&self, language: usize, feature: Feature, frequency: u32) -> f64 {
        idf(&self.background, &self.per_language, &self.settings, language, feature, frequency)
    }

    /// The content words of an article that count: headline, then body.
    #[must_use]
    pub fn content(
        &self,
        texts: &Texts,
        reuse: &Reuse,
        article: ArticleId,
    ) -> (Vec<Option<content::Content>>, Vec<Option<content::Content>>) {
        masked(&self.terms, &self.boilerplate, texts, reuse, article, &self.settings)
    }

    /// Document frequency of a feature in the corpus; 1 when only one article has it.
    #[must_use]
    pub fn frequency(&self, feature: Feature) -> u32 {
        self.vocabulary.find(feature).map_or(1, |(_, frequency)| frequency)
    }

    /// The columns of a view.
    #[must_use]
    pub fn columns_of(&self, bag: bags::Bag) -> std::ops::Range<u32> {
        self.vocabulary.columns_of(bag)
    }

    /// The feature of a column and its document frequency.
    #[must_use]
    pub fn feature(&self, column: u32) -> (Feature, u32) {
        self.vocabulary.feature(column)
    }

    /// Column of a feature and its document frequency; `None` when only one article has it.
    #[must_use]
    pub fn column(&self, feature: Feature) -> Option<(u32, u32)> {
        self.vocabulary.find(feature)
    }
}

/// Turns all articles into rows.
#[must_use]
pub fn vectorize(
    corpus: &Corpus,
    texts: &Texts,
    reuse: &Reuse,
    settings: &VectorSettings,
    progress: &dyn Progress,
) -> Vectors {
    progress.begin(Stage::Vectors, Some(3));
    let terms = content::term_table(corpus, texts);
    let boilerplate = if settings.without_boilerplate {
        boilerplate::find(corpus, texts.n_tokens() / 2, |article| terms.body(texts, reuse, article, settings))
    } else {
        Boilerplate::default()
    };
    progress.advance(1);
    let features = |article: ArticleId| {
        let (title, body) = masked(&terms, &boilerplate, texts, reuse, article, settings);
        bags::fill(terms.language(article), &title, &body, settings)
    };
    let vocabulary = Vocabulary::count(&corpus.space, corpus.len(), texts.n_tokens(), features);
    progress.advance(1);
    let background = Background::load(&terms, &texts.words, settings.background);
    let per_language = terms.articles_per_language();
    let idf = |article, feature, frequency| {
        idf(&background, &per_language, settings, terms.language(article), feature, frequency)
    };
    let rows = weights::weigh(&corpus.space, corpus.len(), &vocabulary, features, idf, settings);
    progress.advance(1);
    progress.end();
    Vectors { terms, boilerplate, vocabulary, background, per_language, settings: *settings, rows }
}

fn masked(
    terms: &TermTable,
    boilerplate: &Boilerplate,
    texts: &Texts,
    reuse: &Reuse,
    article: ArticleId,
    settings: &VectorSettings,
) -> (Vec<Option<content::Content>>, Vec<Option<content::Content>>) {
    let mut body = terms.body(texts, reuse, article, settings);
    boilerplate.mask(&mut body);
    (terms.title(texts, article), body)
}

fn idf(
    background: &Background,
    per_language: &[usize],
    settings: &VectorSettings,
    language: usize,
    feature: Feature,
    frequency: u32,
) -> f64 {
    let mass = background.mass(language);
    let seen = f64::from(frequency) + mass * background.share(feature) + 1.0;
    let idf = ((per_language[language] as f64 + mass + 1.0) / seen).ln().max(0.0);
    if settings.idf_power == 1.0 { idf } else { idf.powf(settings.idf_power) }
}
