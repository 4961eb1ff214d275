//! The words of the output contract for what stages express as their own types.
//!
//! Twins of the stages' enums: the stages stay free of serialisation, and a change there cannot change a written name
//! without a change here.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{article, events, reuse, text::Furniture};

/// How exact a publication time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DatePrecision {
    /// Known to the second.
    Second,
    /// Known to the minute.
    Minute,
    /// Known to the day; the time of day means nothing.
    Day,
    /// Known to the month; the day means nothing.
    Month,
    /// There is no time.
    Unknown,
}

/// Which kind of field a time came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DateSource {
    /// A publication date.
    Published,
    /// A modification date; the article may be older.
    Modified,
    /// When an aggregator saw it; the article may be older.
    Seen,
    /// When a crawler fetched it; the article may be much older.
    Crawled,
    /// There is no time.
    None,
}

/// How many articles the two sides of a decision on events have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sides {
    /// One each.
    Articles,
    /// One, and several.
    Article,
    /// Several each.
    Events,
}

impl From<events::Sides> for Sides {
    fn from(sides: events::Sides) -> Self {
        match sides {
            events::Sides::Articles => Self::Articles,
            events::Sides::Article => Self::Article,
            events::Sides::Events => Self::Events,
        }
    }
}

/// What kind of reuse a match is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An outlet's own words, taken over.
    Narration,
    /// The same person quoted; nobody copied narration.
    Quotation,
    /// Quotation with copied narration around it.
    Mixed,
    /// One outlet's recurring text.
    Template,
    /// Text of the page, not of the article.
    Furniture,
    /// A phrase of the trade, used everywhere.
    Stock,
    /// A picture's caption.
    Caption,
    /// An outlet's own words in a later version of the same article.
    Revision,
}

/// How far apart two matching paragraphs are, closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Equal to the letter.
    Identical,
    /// Equal after folding case, marks and space.
    Verbatim,
    /// Nearly all of both matches.
    Edited,
    /// Nearly all of the shorter one matches, the longer has more.
    Contained,
    /// Each has something of its own.
    Partial,
}

/// How much of an article is copied narration that another carried before it, or may have (Clough et al. 2002).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Derivation {
    /// Four fifths of its words or more.
    Wholly,
    /// A tenth or more.
    Partially,
    /// Less.
    None,
}

impl Derivation {
    /// The level of a share in 0..=1.
    #[must_use]
    pub fn of_share(share: f64) -> Self {
        match share {
            share if share >= 0.8 => Self::Wholly,
            share if share >= 0.1 => Self::Partially,
            _ => Self::None,
        }
    }
}

/// What was changed between two matching paragraphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Another way to write the same: numbers, dates, honorifics, spelling.
    HouseStyle,
    /// Another source is named, or another verb of saying.
    Attribution,
    /// Words that only the later or other paragraph has.
    Insertion,
    /// Words that it lacks.
    Deletion,
    /// Other words in the same place.
    Substitution,
    /// Matching parts stand in another order.
    Reordering,
}

/// Whether outlets are involved with each other or one with itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Two outlets or more; unknown outlets count as different ones.
    CrossOutlet,
    /// One outlet.
    SameOutlet,
}

/// Why a stretch of text is not the article's own prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FurnitureKind {
    /// The headline, printed again inside the text.
    Headline,
    /// The line that names the author.
    Byline,
    /// A credit for a picture, a contribution, a copyright, or how to reach the editors.
    Credit,
    /// A picture's caption.
    Caption,
    /// Menus, buttons, labels of the page.
    Navigation,
    /// A pointer to other articles, newsletters or apps of the outlet.
    Promotion,
    /// A link widget whose text was fused into the prose.
    Widget,
    /// The outlet's recurring text.
    Template,
    /// Text of the page that several outlets carry.
    Furniture,
    /// A phrase of the trade, used everywhere.
    Stock,
}

impl Kind {
    /// The name as written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Narration => "narration",
            Self::Quotation => "quotation",
            Self::Mixed => "mixed",
            Self::Template => "template",
            Self::Furniture => "furniture",
            Self::Stock => "stock",
            Self::Caption => "caption",
            Self::Revision => "revision",
        }
    }

    /// The kind of that name, `None` for one that this version does not know.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [
            Self::Narration,
            Self::Quotation,
            Self::Mixed,
            Self::Template,
            Self::Furniture,
            Self::Stock,
            Self::Caption,
            Self::Revision,
        ];
        all.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether it is reuse of an article's own text, not of a page's.
    #[must_use]
    pub fn is_prose(self) -> bool {
        matches!(self, Self::Narration | Self::Quotation | Self::Mixed)
    }
}

impl Edit {
    /// The name as written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Verbatim => "verbatim",
            Self::Edited => "edited",
            Self::Contained => "contained",
            Self::Partial => "partial",
        }
    }
}

impl From<reuse::Kind> for Kind {
    fn from(kind: reuse::Kind) -> Self {
        match kind {
            reuse::Kind::Narration => Self::Narration,
            reuse::Kind::Quotation => Self::Quotation,
            reuse::Kind::Mixed => Self::Mixed,
            reuse::Kind::Template => Self::Template,
            reuse::Kind::Furniture => Self::Furniture,
            reuse::Kind::Stock => Self::Stock,
            reuse::Kind::Caption => Self::Caption,
            reuse::Kind::Revision => Self::Revision,
        }
    }
}

impl From<reuse::Edit> for Edit {
    fn from(edit: reuse::Edit) -> Self {
        match edit {
            reuse::Edit::Identical => Self::Identical,
            reuse::Edit::Verbatim => Self::Verbatim,
            reuse::Edit::Edited => Self::Edited,
            reuse::Edit::Contained => Self::Contained,
            reuse::Edit::Partial => Self::Partial,
        }
    }
}

impl From<reuse::Change> for Change {
    fn from(change: reuse::Change) -> Self {
        match change {
            reuse::Change::HouseStyle => Self::HouseStyle,
            reuse::Change::Attribution => Self::Attribution,
            reuse::Change::Insertion => Self::Insertion,
            reuse::Change::Deletion => Self::Deletion,
            reuse::Change::Substitution => Self::Substitution,
            reuse::Change::Reordering => Self::Reordering,
        }
    }
}

impl From<reuse::Scope> for Scope {
    fn from(scope: reuse::Scope) -> Self {
        match scope {
            reuse::Scope::CrossOutlet => Self::CrossOutlet,
            reuse::Scope::SameOutlet => Self::SameOutlet,
        }
    }
}

impl From<Furniture> for FurnitureKind {
    fn from(furniture: Furniture) -> Self {
        match furniture {
            Furniture::Headline => Self::Headline,
            Furniture::Byline => Self::Byline,
            Furniture::Credit => Self::Credit,
            Furniture::Caption => Self::Caption,
            Furniture::Navigation => Self::Navigation,
            Furniture::Promotion => Self::Promotion,
            Furniture::Widget => Self::Widget,
        }
    }
}

impl FurnitureKind {
    /// The kind of page text that the corpus gave away, `None` when it is prose after all.
    #[must_use]
    pub fn of_page_text(kind: reuse::Kind) -> Option<Self> {
        match kind {
            reuse::Kind::Template => Some(Self::Template),
            reuse::Kind::Furniture => Some(Self::Furniture),
            reuse::Kind::Stock => Some(Self::Stock),
            reuse::Kind::Caption => Some(Self::Caption),
            reuse::Kind::Narration | reuse::Kind::Quotation | reuse::Kind::Mixed | reuse::Kind::Revision => {
                None
            }
        }
    }
}

impl From<article::DatePrecision> for DatePrecision {
    fn from(precision: article::DatePrecision) -> Self {
        match precision {
            article::DatePrecision::Second => Self::Second,
            article::DatePrecision::Minute => Self::Minute,
            article::DatePrecision::Day => Self::Day,
            article::DatePrecision::Month => Self::Month,
        }
    }
}

impl From<article::DateSource> for DateSource {
    fn from(source: article::DateSource) -> Self {
        match source {
            article::DateSource::Published => Self::Published,
            article::DateSource::Modified => Self::Modified,
            article::DateSource::Seen => Self::Seen,
            article::DateSource::Crawled => Self::Crawled,
        }
    }
}
