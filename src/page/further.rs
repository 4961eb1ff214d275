//! The further files: what did not fit into the page, made one at a time, as all of them may be larger than memory.

use super::{
    escape::Markup,
    maker::Maker,
    places::{EVENTS, PASSAGES, Places, encoded, events_file, passages_file},
    shell,
    words::number,
};

/// One of them.
#[derive(Clone, Copy, Debug)]
enum File {
    /// Events from that place in the order.
    Events(usize),
    /// Passages from that place in the order.
    Passages(usize),
}

/// All of them, not yet made.
pub(super) struct Further<'a> {
    maker: &'a Maker<'a>,
    places: &'a Places<'a>,
    title: &'a str,
    files: Vec<(String, File)>,
}

impl<'a> Further<'a> {
    /// The files of what is not in the page; none when there is no folder for them.
    pub(super) fn new(maker: &'a Maker, places: &'a Places, title: &'a str) -> Self {
        let mut files = Vec::new();
        if places.target.folder.is_some() {
            let starts = |here: usize, all: usize, step: usize| (here..all).step_by(step).enumerate();
            let events = starts(places.here.0, maker.order.len(), EVENTS);
            files.extend(events.map(|(at, from)| (events_file(at), File::Events(from))));
            let passages = starts(places.here.1, maker.between.len(), PASSAGES);
            files.extend(passages.map(|(at, from)| (passages_file(at), File::Passages(from))));
        }
        Self { maker, places, title, files }
    }

    /// Their names.
    pub(super) fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.files.iter().map(|(name, _)| name.as_str())
    }

    /// What stands in the file of that number.
    pub(super) fn text(&self, number: usize) -> String {
        let (name, file) = &self.files[number];
        match *file {
            File::Events(from) => {
                let to = (from + EVENTS).min(self.maker.order.len());
                self.of(name, "Events", (from, to), &|at| self.maker.event(at))
            }
            File::Passages(from) => {
                let to = (from + PASSAGES).min(self.maker.between.len());
                self.of(name, "Passages", (from, to), &|at| self.maker.passage(at))
            }
        }
    }

    fn of(
        &self,
        name: &str,
        what: &str,
        (from, to): (usize, usize),
        part: &dyn Fn(usize) -> Markup,
    ) -> String {
        let parts = (from..to).map(|at| Markup(self.places.resolved(&part(at).0, Some(name))));
        let heading = format!("{what} {} to {}", number(from + 1), number(to));
        let note =
            format!("{what} that did not fit into the report, in its order: those of most outlets first.");
        let back = format!("../{}", encoded(&self.places.target.page));
        shell::further(self.title, &heading, &note, &back, &parts.collect::<Vec<Markup>>())
    }
}
