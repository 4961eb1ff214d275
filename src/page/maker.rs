//! What makes the parts of a page, one at a time and by their places in its order.

use super::{
    choice::Couple,
    compare,
    escape::Markup,
    events::{self, Basis},
    passages,
    texts::Texts,
};
use crate::{query::QuerySettings, report::TextMode};

/// What parts are made from.
pub(super) struct Maker<'a> {
    pub(super) basis: Basis<'a>,
    /// Events and passages in the order of the page.
    pub(super) order: Vec<usize>,
    pub(super) between: Vec<usize>,
    /// Per event, in that order: its articles that are laid beside each other.
    pub(super) couples: Vec<Vec<Couple>>,
    pub(super) texts: Texts,
    /// Whether the texts could not be read.
    pub(super) has_no_texts: bool,
    pub(super) compared: QuerySettings,
    pub(super) text: TextMode,
}

impl Maker<'_> {
    /// The part of the event of that place in the order.
    pub(super) fn event(&self, at: usize) -> Markup {
        let (book, event) = (self.basis.book, self.order[at]);
        let couples = &self.couples[at];
        let pairs = couples.iter().filter_map(|&couple| {
            compare::side_by_side(book, event, couple, &self.texts, self.compared, self.text)
        });
        let pairs: Vec<Markup> = pairs.collect();
        let note = match (couples.is_empty(), pairs.is_empty()) {
            (true, _) => Some(
                "No two of these articles share a passage of their own text: nothing to lay side by side.",
            ),
            (false, true) if self.has_no_texts => {
                Some("The inputs of the run are not what or where they were, so the texts cannot be shown.")
            }
            (false, true) => Some("The texts could not be read again as they were."),
            (false, false) => None,
        };
        events::part(self.basis, event, &pairs, note)
    }

    /// The part of the passage of that place in the order.
    pub(super) fn passage(&self, at: usize) -> Markup {
        passages::part(self.basis, self.between[at], &self.texts, self.text)
    }
}
