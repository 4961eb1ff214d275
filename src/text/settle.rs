//! The language of texts that are too short to tell, from the company they keep.
//!
//! Trigrams take one headline in two for nothing in particular and one in two hundred for a wrong language, which would
//! keep it apart from the reports it belongs to. But dumps and outlets are written in few languages. A short text gets:
//! * what it is likely in, when other articles of the dump are, too;
//! * else what its outlet is written in;
//! * else what it looks most like among the languages that its script is mostly used for in the dump.
//!
//! Votes are counted over all articles, so nothing depends on their order. Cost: nothing where every language is firm.

use std::collections::BTreeMap;

use rayon::prelude::*;
use whatlang::{Script, detect_script};

use super::language::{Evidence, Told, nearest, sample};
use crate::{
    article::{Article, Corpus},
    units::OutletId,
};

/// Share of a script's votes from which a language is one of the dump's.
const SHARE: f64 = 0.02;

/// Votes that a language of the dump, or an outlet, has at least, if any has as many.
const VOTES: usize = 2;

/// Share of its votes that an outlet's language has.
const OUTLET: f64 = 0.9;

/// Votes for languages.
#[derive(Debug, Default)]
struct Poll<'a>(BTreeMap<&'a str, Votes>);

#[derive(Clone, Copy, Debug, Default)]
struct Votes {
    all: usize,
    firm: usize,
}

impl<'a> Poll<'a> {
    fn add(&mut self, told: &'a Told) {
        if let Some(code) = told.code.as_deref() {
            let votes = self.0.entry(code).or_default();
            votes.all += 1;
            votes.firm += usize::from(told.by == Evidence::Firm);
        }
    }

    /// Whether another article is in that language too.
    fn knows(&self, code: &str) -> bool {
        self.0.get(code).is_some_and(|votes| votes.firm > 0 || (votes.all >= VOTES && self.is_usual(*votes)))
    }

    fn total(&self) -> usize {
        self.0.values().map(|votes| votes.all).sum()
    }

    fn is_usual(&self, votes: Votes) -> bool {
        votes.all as f64 >= SHARE * self.total() as f64
    }

    /// The languages with a share of the votes, most votes first; all with the most when none has enough of them.
    fn usual(&self) -> Vec<&'a str> {
        let most = self.0.values().map(|votes| votes.all).max().unwrap_or(0);
        let enough = |votes: &Votes| votes.all >= VOTES.min(most) && self.is_usual(*votes);
        let mut usual: Vec<(&str, usize)> = self
            .0
            .iter()
            .filter(|(_, votes)| enough(votes))
            .map(|(code, votes)| (*code, votes.all))
            .collect();
        usual.sort_by_key(|&(code, votes)| (std::cmp::Reverse(votes), code));
        usual.into_iter().map(|(code, _)| code).collect()
    }

    /// The language of nearly all votes.
    fn one(&self) -> Option<&'a str> {
        let (code, votes) = self.0.iter().max_by_key(|(_, votes)| votes.all)?;
        (votes.all > VOTES && votes.all as f64 >= OUTLET * self.total() as f64).then_some(*code)
    }
}

/// The language of every article.
pub(super) fn settle(corpus: &Corpus, told: Vec<Told>) -> Vec<Option<Box<str>>> {
    if told.iter().all(|told| told.by == Evidence::Firm) {
        return told.into_iter().map(|told| told.code).collect();
    }
    let scripts: Vec<Option<Script>> = corpus.articles.par_iter().map(script).collect();
    let (mut dump, mut guessed) = (BTreeMap::<u8, Poll>::new(), BTreeMap::<u8, Poll>::new());
    let mut outlets = BTreeMap::<(OutletId, u8), Poll>::new();
    for ((article, told), script) in corpus.articles.iter().zip(&told).zip(&scripts) {
        let Some(script) = script.map(|script| script as u8) else { continue };
        let poll = if told.by == Evidence::Guess { &mut guessed } else { &mut dump };
        poll.entry(script).or_default().add(told);
        if let (Some(outlet), true) = (article.outlet, told.by != Evidence::Guess) {
            outlets.entry((outlet, script)).or_default().add(told);
        }
    }
    let usual: BTreeMap<u8, Vec<&str>> = guessed
        .iter()
        .map(|(script, guesses)| (*script, dump.get(script).unwrap_or(guesses).usual()))
        .chain(dump.iter().map(|(script, poll)| (*script, poll.usual())))
        .collect();
    let one = |article: &Article, told: &Told, script: Option<Script>| -> Option<Box<str>> {
        let Some(script) = script.filter(|_| told.by != Evidence::Firm) else { return told.code.clone() };
        let script = script as u8;
        if told.by == Evidence::Likely
            && told.code.as_deref().is_some_and(|code| dump.get(&script).is_some_and(|poll| poll.knows(code)))
        {
            return told.code.clone();
        }
        let outlet = article.outlet.and_then(|outlet| outlets.get(&(outlet, script))?.one());
        let usual = usual.get(&script).map_or(&[][..], Vec::as_slice);
        let code = outlet.or_else(|| match usual {
            [] => told.code.as_deref(),
            [only] => Some(*only),
            [first, ..] => nearest(sample(article, &article.text.read(), 0), usual).or(Some(*first)),
        });
        code.map(Into::into)
    };
    corpus
        .articles
        .par_iter()
        .zip(&told)
        .zip(&scripts)
        .map(|((a, told), script)| one(a, told, *script))
        .collect()
}

/// The script that most of the article's beginning is written in.
fn script(article: &Article) -> Option<Script> {
    const ENOUGH: usize = 200;
    let text = article.text.read();
    let sample = sample(article, &text, 0);
    detect_script(&sample[..sample.floor_char_boundary(ENOUGH)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(code: Option<&str>, by: Evidence) -> Told {
        Told { code: code.map(Into::into), by }
    }

    fn settled(articles: &[(&str, Option<u32>, Told)]) -> Vec<Option<Box<str>>> {
        let corpus = Corpus {
            articles: articles
                .iter()
                .map(|(title, outlet, _)| Article {
                    title: Some((*title).into()),
                    outlet: outlet.map(OutletId),
                    ..Article::default()
                })
                .collect(),
            ..Corpus::default()
        };
        settle(&corpus, articles.iter().map(|(_, _, told)| told.clone()).collect())
    }

    #[test]
    fn short_texts_follow_the_dump_their_outlet_and_their_script() {
        use Evidence::{Firm, Guess, Likely};
        let french = |n| vec![("Le maire annonce la fermeture du pont", None, told(Some("fr"), Likely)); n];
        // One headline in forty that seems Catalan is French; one that can be anything is, too.
        let mut dump = french(40);
        dump.push(("Fumigènes: un match ferme", None, told(Some("ca"), Likely)));
        dump.push(("Tempête: 3 morts", None, told(Some("sv"), Guess)));
        assert!(settled(&dump).iter().all(|code| code.as_deref() == Some("fr")));
        // Where somebody does write Catalan, it may be.
        dump.push(("Un article llarg", None, told(Some("ca"), Firm)));
        assert_eq!(settled(&dump)[40].as_deref(), Some("ca"));
        // An outlet's language beats the dump's.
        let mut dump = french(40);
        dump.extend(vec![("Sturm", Some(1), told(Some("de"), Firm)); 3]);
        dump.push(("Orkan: 3 Tote", Some(1), told(Some("sv"), Guess)));
        assert_eq!(settled(&dump)[43].as_deref(), Some("de"));
        // Another script is not the dump's language.
        let mut dump = french(40);
        dump.push(("Шторм: 3 погибших", None, told(Some("ru"), Guess)));
        assert_eq!(settled(&dump)[40].as_deref(), Some("ru"));
        // Nothing but guesses: the most usual.
        let dump = [
            ("Sturm", None, told(Some("de"), Guess)),
            ("Orkan", None, told(Some("sv"), Guess)),
            ("Böen", None, told(Some("de"), Guess)),
            ("123", None, told(None, Guess)),
        ];
        let expected = [Some("de"), Some("de"), Some("de"), None];
        assert_eq!(settled(&dump).iter().map(Option::as_deref).collect::<Vec<_>>(), expected);
    }
}
