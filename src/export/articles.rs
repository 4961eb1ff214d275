//! The articles of a run by their ids, as far as networks, passim and lists of copies need them.

use std::io;

use hashbrown::HashMap;

use crate::run::{Recorded, records};

pub(super) struct Articles {
    /// In the order of the run: by time, outlet, id; undated last.
    pub(super) all: Vec<records::Article>,
    by_id: HashMap<String, u32>,
}

impl Articles {
    pub(super) fn read(recorded: &Recorded) -> io::Result<Self> {
        let mut articles = Self { all: Vec::new(), by_id: HashMap::new() };
        recorded.each("articles.jsonl", &mut |mut line: records::Article| {
            // The evidence is the larger part of a line, and nobody asks for it here.
            line.wire.iter_mut().for_each(|wire| wire.evidence = Vec::new());
            articles.by_id.insert(line.id.clone(), articles.all.len() as u32);
            articles.all.push(line);
            Ok(())
        })?;
        Ok(articles)
    }

    /// The number of the article with that id.
    pub(super) fn number(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).map(|&number| number as usize)
    }

    pub(super) fn get(&self, id: &str) -> Option<&records::Article> {
        self.number(id).map(|number| &self.all[number])
    }
}
