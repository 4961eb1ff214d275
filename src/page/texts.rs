//! The texts of articles, read again from the inputs of a run: what a run does not keep.

use hashbrown::HashMap;

use super::book::Book;
use crate::{
    article::{Article, Corpus},
    error::Result,
    progress::Progress,
    run::{Place, Recorded, records},
    units::{OutletId, Span},
};

/// The articles of which a page shows text.
#[derive(Default)]
pub(super) struct Texts {
    /// By their numbers in the book.
    articles: HashMap<usize, Article>,
    /// Names of outlets, as the articles number them.
    outlets: Vec<Box<str>>,
}

impl Texts {
    /// Reads the files that hold these articles.
    ///
    /// # Errors
    /// When one is gone or not what it was.
    pub(super) fn read(
        recorded: &Recorded,
        book: &Book,
        wanted: &[usize],
        progress: &dyn Progress,
    ) -> Result<Self> {
        if wanted.is_empty() {
            return Ok(Self::default());
        }
        let mut wanted = wanted.to_vec();
        wanted.sort_unstable();
        wanted.dedup();
        let places: Vec<Place> = wanted.iter().map(|&number| book.articles[number].place()).collect();
        let again = recorded.read_articles(&places, progress)?;
        let found = wanted.into_iter().zip(again.articles);
        let articles = found.filter_map(|(number, article)| Some((number, article?))).collect();
        Ok(Self { articles, outlets: again.outlets })
    }

    /// Two articles as a corpus of their own, in the order of the run; `None` when either was not read.
    pub(super) fn pair(&self, a: usize, b: usize) -> Option<Corpus> {
        let mut articles = vec![self.articles.get(&a)?.clone(), self.articles.get(&b)?.clone()];
        let mut theirs: Vec<OutletId> = articles.iter().filter_map(|article| article.outlet).collect();
        theirs.sort_unstable();
        theirs.dedup();
        for article in &mut articles {
            let outlet = article.outlet.and_then(|outlet| theirs.binary_search(&outlet).ok());
            article.outlet = outlet.map(|number| OutletId(number as u32));
        }
        let outlets = theirs.iter().map(|outlet| self.outlets[outlet.index()].clone()).collect();
        Some(Corpus { articles, outlets, ..Corpus::default() })
    }

    /// The words of an occurrence of a passage; `None` when the article was not read or has no such place.
    pub(super) fn of(&self, number: usize, member: &records::Member) -> Option<String> {
        let article = self.articles.get(&number)?;
        let span =
            Span { start: u32::try_from(member.start_byte).ok()?, end: u32::try_from(member.end_byte).ok()? };
        let text = article.text.read();
        text.get(span.start as usize..span.end as usize).map(str::to_owned)
    }
}
