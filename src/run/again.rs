//! Some articles of a run, read again from its inputs without reading all of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Recorded, reader::Input};
use crate::{
    article::{Article, Corpus},
    error::Result,
    input::InputSettings,
    progress::Progress,
};

/// Where an article stands in the inputs of a run.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The file, as the run names it.
    pub file: &'a str,
    /// Its row there.
    pub row: u64,
    /// The id that the run gave it: one record may hold several articles.
    pub id: &'a str,
}

impl Place<'_> {
    /// The article, of those in that row.
    fn pick(&self, there: &[Article]) -> Option<Article> {
        // An id that several articles had was lengthened in the run, and need not be where fewer are read.
        let is_it = |article: &&Article| {
            self.id
                .strip_prefix(article.id.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('~'))
        };
        match there {
            [only] => Some(only.clone()),
            several => several.iter().find(is_it).cloned(),
        }
    }
}

/// Some articles of a run, read again.
#[derive(Clone, Debug, Default)]
pub struct Again {
    /// In the order in which they were asked for; `None` where there is no article by now.
    pub articles: Vec<Option<Article>>,
    /// Names of their outlets, by [`crate::units::OutletId`].
    pub outlets: Vec<Box<str>>,
}

impl Recorded {
    /// Reads these articles again, and of the inputs only those that hold one.
    ///
    /// # Errors
    /// As [`Recorded::read_corpus`].
    pub fn read_articles(&self, wanted: &[Place<'_>], progress: &dyn Progress) -> Result<Again> {
        let mut only: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
        for place in wanted {
            only.entry(place.file.to_owned()).or_default().insert(place.row);
        }
        let inputs: Vec<&Input> = self.readable().filter(|input| only.contains_key(&input.path)).collect();
        let settings = InputSettings { only: Some(only), ..self.input_settings()? };
        let Corpus { articles, outlets, files, .. } = self.read_unchanged(&inputs, &settings, progress)?;
        let mut by_place: HashMap<(&str, u64), Vec<Article>> = HashMap::new();
        for article in articles {
            let file = files.get(article.source_file as usize).map_or("", |file| &file.path);
            by_place.entry((file, article.source_row)).or_default().push(article);
        }
        let articles =
            wanted.iter().map(|place| place.pick(by_place.get(&(place.file, place.row))?)).collect();
        Ok(Again { articles, outlets })
    }
}
