//! One line of a run by its id: an event, a story or a passage.
//!
//! Events of one article and stories of one event have ids and no lines; what stands for them is the line of what they are
//! made of. Files are read line by line, and again when nothing has the id.

use std::{borrow::Cow, collections::BTreeSet, io, ops::ControlFlow};

use serde::Deserialize;

use super::Recorded;
use crate::{
    error::{Error, Result},
    nearest,
};

/// Ids that are listed where a beginning fits several.
const LISTED: usize = 5;

/// Like-looking ids that are held at most; three of them are named.
const NEAR: usize = 100;

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineKind {
    Event,
    Story,
    Passage,
    Article,
}

impl LineKind {
    /// The file of its lines.
    pub(crate) fn file(self) -> &'static str {
        match self {
            Self::Event => "events.jsonl",
            Self::Story => "stories.jsonl",
            Self::Passage => "passages.jsonl",
            Self::Article => "articles.jsonl",
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Story => "story",
            Self::Passage => "passage",
            Self::Article => "article",
        }
    }

    /// What an id is of, by its beginning.
    fn of(id: &str) -> Option<Self> {
        match id.get(..3)?.to_ascii_lowercase().as_str() {
            "ev_" => Some(Self::Event),
            "st_" => Some(Self::Story),
            "ps_" => Some(Self::Passage),
            _ => None,
        }
    }
}

/// What an id names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// The id in full.
    pub(crate) id: String,
    /// What it is the id of.
    pub(crate) of: LineKind,
    /// What the line is about, which is another thing where the named one has no line.
    pub(crate) kind: LineKind,
    /// The line as it is written.
    pub(crate) line: String,
}

/// The ids of a line.
#[derive(Deserialize)]
struct Ids<'l> {
    #[serde(borrow)]
    id: Cow<'l, str>,
    #[serde(borrow, default)]
    event_id: Option<Cow<'l, str>>,
    #[serde(borrow, default)]
    story_id: Option<Cow<'l, str>>,
}

impl Ids<'_> {
    fn of(&self, kind: LineKind) -> Option<&str> {
        match kind {
            LineKind::Event => self.event_id.as_deref(),
            LineKind::Story => self.story_id.as_deref(),
            LineKind::Passage | LineKind::Article => None,
        }
    }
}

impl Recorded {
    /// What an id or the beginning of one names.
    ///
    /// # Errors
    /// [`Error::Unknown`] when nothing has that id, with ids that look alike; [`Error::Ambiguous`] when several ids begin
    /// like that.
    pub(crate) fn find(&self, typed: &str) -> Result<Named> {
        let Some(of) = LineKind::of(typed) else { return Err(self.no_such_id(typed)?) };
        let mut longer: BTreeSet<String> = BTreeSet::new();
        let exact = self.named(typed, of, &mut |id| {
            if id.starts_with(typed) && !longer.contains(id) {
                longer.insert(id.to_owned());
                // One more than are listed says that there are more.
                if longer.len() > LISTED + 1 {
                    longer.pop_last();
                }
            }
            id == typed
        })?;
        if let Some(named) = exact {
            return Ok(named);
        }
        let ids: Vec<&str> = longer.iter().map(String::as_str).collect();
        match ids.as_slice() {
            [] => Err(self.unknown(of.name(), typed, self.near(typed, of)?)),
            [id] => {
                let named = self.named(id, of, &mut |other| other == *id)?;
                named.ok_or_else(|| self.unknown(of.name(), typed, format!("its ids are in `{}`", of.file())))
            }
            several => {
                let listed: Vec<String> = several.iter().take(LISTED).map(|id| format!("`{id}`")).collect();
                let more = if several.len() > LISTED { " and others" } else { "" };
                Err(Error::Ambiguous {
                    beginning: typed.to_owned(),
                    run: self.path.clone(),
                    ids: format!("{}{more}", listed.join(", ")),
                })
            }
        }
    }

    /// The line of what has the id, or of what stands for it.
    fn named(&self, id: &str, of: LineKind, is: &mut dyn FnMut(&str) -> bool) -> Result<Option<Named>> {
        let named = |kind, line| Some(Named { id: id.to_owned(), of, kind, line });
        if let Some((line, _)) = self.first_line(of, &mut |ids| is(&ids.id))? {
            return Ok(named(of, line));
        }
        if of == LineKind::Passage {
            return Ok(None);
        }
        let article = self.first_line(LineKind::Article, &mut |ids| ids.of(of).is_some_and(&mut *is))?;
        let Some((article, event)) = article else { return Ok(None) };
        if let (LineKind::Story, Some(event)) = (of, event)
            && let Some((line, _)) = self.first_line(LineKind::Event, &mut |ids| ids.id == event)?
        {
            return Ok(named(LineKind::Event, line));
        }
        Ok(named(LineKind::Article, article))
    }

    /// The first line of that kind that is wanted, and the event it names.
    fn first_line(
        &self,
        kind: LineKind,
        is_wanted: &mut dyn FnMut(&Ids) -> bool,
    ) -> Result<Option<(String, Option<String>)>> {
        let mut found = None;
        let read = self.each_line(kind.file(), &mut |line| {
            let ids: Ids = line.parsed()?;
            if !is_wanted(&ids) {
                return Ok(ControlFlow::Continue(()));
            }
            found = Some((line.text.to_owned(), ids.event_id.map(Cow::into_owned)));
            Ok(ControlFlow::Break(()))
        });
        read.map(|()| found).map_err(|error| self.within(error, kind))
    }

    /// Ids that look alike, as advice. Looked for only when there is no such id, because each of them takes a while.
    fn near(&self, typed: &str, of: LineKind) -> Result<String> {
        let mut near: BTreeSet<String> = BTreeSet::new();
        self.named(typed, of, &mut |id| {
            if near.len() < NEAR && nearest::is_near(typed, id) {
                near.insert(id.to_owned());
            }
            false
        })?;
        let advice = nearest::advice(typed, near.iter().map(String::as_str));
        Ok(advice.unwrap_or_else(|| format!("its ids are in `{}`", of.file())))
    }

    /// Says what ids look like, and what the id is of if that is an article.
    fn no_such_id(&self, typed: &str) -> Result<Error> {
        let article = self.first_line(LineKind::Article, &mut |ids| ids.id == typed)?;
        let hint = if article.is_some() {
            "that is an article: `retold explain RUN ID` tells of it".to_owned()
        } else {
            "ids of events begin with `ev_`, of stories with `st_`, of passages with `ps_`".to_owned()
        };
        Ok(self.unknown("event, story or passage", typed, hint))
    }

    fn unknown(&self, what: &'static str, id: &str, hint: String) -> Error {
        Error::Unknown { what, id: id.to_owned(), run: self.path.clone(), hint }
    }

    /// The error of reading lines of that kind.
    pub(crate) fn within(&self, error: io::Error, kind: LineKind) -> Error {
        Error::within(error, &self.path.join(kind.file()))
    }
}
