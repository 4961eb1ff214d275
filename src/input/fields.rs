//! Which column means what: the ordered table of names that the tools of the field give to title, text, date, …
//!
//! Names are compared without regard to case, `-`, `_` and spaces, so `publish_date`, `publishDate` and `Publish Date`
//! are one; a `.` leads into a nested object. For one record, the first name in the order of the table that holds a
//! usable value wins. The order within a field goes from the most specific name to the most general: a record that has
//! both `maintext` and `text` was written by a tool that means the first.

use std::collections::{HashMap, HashSet};
use std::fmt;

use crate::article::DateSource;

/// What a column can fill in an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The body.
    Text,
    /// The headline.
    Title,
    /// The publication time.
    Date,
    /// The outlet.
    Outlet,
    /// The address.
    Url,
    /// The source's own id.
    Id,
    /// The language.
    Lang,
    /// The author or byline.
    Byline,
}

impl Field {
    /// All fields.
    pub const ALL: [Field; 8] = [
        Field::Text,
        Field::Title,
        Field::Date,
        Field::Outlet,
        Field::Url,
        Field::Id,
        Field::Lang,
        Field::Byline,
    ];

    /// The name as typed in `--map field=column`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Title => "title",
            Self::Date => "date",
            Self::Outlet => "outlet",
            Self::Url => "url",
            Self::Id => "id",
            Self::Lang => "lang",
            Self::Byline => "byline",
        }
    }

    /// The field of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What else is known about a value because of the name it stands under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The value itself.
    Plain,
    /// What `--map` names: taken whatever else there is.
    Chosen,
    /// HTML, of which the text is meant.
    Html,
    /// A text with the rest of its page, good only when there is none without.
    Raw,
    /// A summary, good only when there is no text.
    Snippet,
    /// Somebody who is credited besides the author.
    Credit,
    /// Not a value of the field, but something to know about it.
    Mark(Mark),
    /// Of no use; only counted.
    Unknown,
    /// A time of that kind.
    Time(DateSource),
    /// Counts only when it is an address.
    IfUrl,
    /// Counts only when it is not an address.
    IfName,
}

/// What the presence of a column says about another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// The set was made from a crawl: its `date` is when a page was fetched.
    Crawled,
    /// The set lists pages as an aggregator saw them: its `date` is when it did.
    Seen,
    /// Media Cloud found the story to be syndicated by the Associated Press, when true.
    Syndicated,
}

/// The names of one field that share a role, in order.
struct Names(Field, Role, &'static [&'static str]);

/// The table. Rows of one field stand in order of preference.
///
/// `source` is the trap of this trade: an address (trafilatura), an object (NewsAPI) or an outlet's name (Signal-1M,
/// mediastack); it stands under both fields, and the value decides.
#[rustfmt::skip]
const TABLE: &[Names] = &[
    Names(Field::Text, Role::Plain, &[
        "maintext", "articleBody", "full_text", "full_content", "article_text", "body_text", "fields.bodyText",
        "plain_text", "cleaned_text", "textContent", "content:encoded", "content_text", "text", "body", "content", "article",
        "document", "storyBody", "ft", "article p", "extracted_text", "LP+TD", "body.sections.paragraphs", "paragraph",
    ]),
    Names(Field::Text, Role::Html, &[
        "body_html", "content_html", "fields.body", "bodies.value", "html", "raw_html",
    ]),
    Names(Field::Text, Role::Raw, &["raw_text"]),
    Names(Field::Text, Role::Snippet, &[
        "description", "summary", "excerpt", "abstract", "lead_paragraph", "desc", "snippet", "trailText",
        "fields.trailText",
    ]),
    Names(Field::Title, Role::Plain, &[
        "title", "headline", "headline.main", "headlines.value", "webTitle", "fields.headline", "og:title", "title_page",
        "title_rss", "HD", "heading", "h1", "html title",
    ]),
    Names(Field::Date, Role::Mark(Mark::Crawled), &["dump", "file_path", "language_score"]),
    Names(Field::Date, Role::Mark(Mark::Seen), &["url_mobile", "MobileURL"]),
    Names(Field::Date, Role::Time(DateSource::Published), &[
        "date_publish", "datePublished", "published_at", "published_date", "publish_date", "publishing_date",
        "pubDate", "webPublicationDate", "article:published_time", "published_utc", "published", "dateTimePub",
        "date_published", "firstcreated", "PD", "publication_date", "NumericDate", "dc:date", "date", "dateTime",
        "timestamp", "time", "time datetime",
    ]),
    Names(Field::Date, Role::Time(DateSource::Modified), &[
        "date_modify", "dateModified", "versioncreated", "updated", "updated_at", "last_modified", "modified",
        "article:modified_time",
    ]),
    Names(Field::Date, Role::Time(DateSource::Seen), &["seendate", "indexed_date"]),
    Names(Field::Date, Role::Time(DateSource::Crawled), &[
        "warc_date", "date_download", "crawl_date", "collection_utc", "filedate",
    ]),
    Names(Field::Outlet, Role::IfName, &[
        "outlet", "publication", "media_name", "source_name", "source.name", "source.title", "publisher.name",
        "publisher", "publication_title", "sitename", "site_name", "og:site_name", "meta_site_name", "source-hostname",
        "outletName", "newspaper", "SN", "series", "thread.site", "source", "source_id", "channel title",
    ]),
    Names(Field::Outlet, Role::Plain, &[
        "source.domain", "source.uri", "source_domain", "domain", "hostname", "media_url", "site",
    ]),
    Names(Field::Url, Role::Plain, &[
        "canonical_link", "canonical_url", "og:url", "url", "link", "web_url", "responded_url", "requested_url",
        "permalink", "links.permalink", "article_url",
    ]),
    Names(Field::Url, Role::IfUrl, &[
        "mainEntityOfPage", "mainEntityOfPage.@id", "guid", "WARC-Target-URI", "source", "uri", "@id",
    ]),
    Names(Field::Id, Role::Plain, &[
        "id", "article_id", "stories_id", "uri", "guid", "goid", "AN", "uuid", "article_idx", "Art_ID", "DOCNO",
        "WARC-Record-ID", "file_name",
    ]),
    Names(Field::Lang, Role::Plain, &["language", "lang", "meta_lang", "inLanguage", "LA", "lg", "xml:lang", "dc:language", "og:locale"]),
    Names(Field::Byline, Role::Plain, &[
        "byline", "byline.original", "authorsByline", "author", "author.name", "authors", "authors.name", "creator", "dc:creator", "BY",
    ]),
    Names(Field::Byline, Role::Credit, &["copyrightholder", "agency"]),
    Names(Field::Byline, Role::Mark(Mark::Syndicated), &["ap_syndicated"]),
];

/// One use of a column: the field it fills and how much it is preferred (smaller is better).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// The field.
    pub(super) field: Field,
    /// Position in the order of preference of that field.
    pub(super) rank: u16,
    /// What the name says about the value.
    pub(super) role: Role,
    /// Whether values are counted by column: in a survey, for the first use of each.
    pub(super) is_surveyed: bool,
}

/// The table ready for lookup, with what the person at the keyboard mapped in front.
#[derive(Debug)]
pub(super) struct Resolver {
    slots: HashMap<String, Vec<Slot>>,
    objects: HashSet<String>,
    /// Whether columns of no use are wanted, too.
    surveys: bool,
}

/// The use of a column of no use.
const UNKNOWN: [Slot; 1] =
    [Slot { field: Field::Byline, rank: u16::MAX, role: Role::Unknown, is_surveyed: true }];

impl Resolver {
    /// The table with `map` in front of it.
    pub(super) fn new(map: &[(Field, String)]) -> Self {
        let mut resolver = Self { slots: HashMap::new(), objects: HashSet::new(), surveys: false };
        let mut next_rank = [0u16; Field::ALL.len()];
        for (field, column) in map {
            let role = if *field == Field::Date { Role::Time(DateSource::Published) } else { Role::Chosen };
            resolver.add(column, *field, role, &mut next_rank);
        }
        for Names(field, role, names) in TABLE {
            for name in *names {
                resolver.add(name, *field, *role, &mut next_rank);
            }
        }
        resolver
    }

    /// These names and no others.
    pub(super) fn only(map: &[(Field, String)]) -> Self {
        let mut resolver = Self { slots: HashMap::new(), objects: HashSet::new(), surveys: false };
        let mut next_rank = [0u16; Field::ALL.len()];
        for (field, column) in map {
            resolver.add(column, *field, Role::Plain, &mut next_rank);
        }
        resolver
    }

    fn add(&mut self, name: &str, field: Field, role: Role, next_rank: &mut [u16; Field::ALL.len()]) {
        let path = normalise(name);
        for (at, _) in path.match_indices('.') {
            self.objects.insert(path[..at].to_owned());
        }
        let rank = &mut next_rank[field as usize];
        let slots = self.slots.entry(path).or_default();
        if slots.iter().all(|slot| slot.field != field) {
            slots.push(Slot { field, rank: *rank, role, is_surveyed: false });
        }
        *rank += 1;
    }

    /// The same, with columns of no use among the values of records when asked for.
    pub(super) fn surveying(mut self, surveys: bool) -> Self {
        self.slots
            .values_mut()
            .filter_map(|slots| slots.first_mut())
            .for_each(|slot| slot.is_surveyed = surveys);
        Self { surveys, ..self }
    }

    /// What the column of that normalised path can fill.
    pub(super) fn slots(&self, path: &str) -> &[Slot] {
        match self.slots.get(path) {
            Some(slots) => slots,
            None if self.surveys && !path.is_empty() && !path.contains('.') && !self.is_object(path) => {
                &UNKNOWN
            }
            None => &[],
        }
    }

    /// Whether the object at that normalised path can hold columns of interest.
    pub(super) fn is_object(&self, path: &str) -> bool {
        self.objects.contains(path)
    }

    /// Whether a table with these columns could give an article: one of them names a text or a title.
    pub(super) fn names_article(&self, columns: &[String]) -> bool {
        columns.iter().any(|column| {
            let slots = self.slots(&normalise(column));
            slots.iter().any(|slot| matches!(slot.field, Field::Text | Field::Title))
        })
    }

    /// How many of the columns are known.
    pub(super) fn count_known(&self, columns: &[String]) -> usize {
        columns.iter().filter(|column| self.slots.contains_key(&normalise(column))).count()
    }
}

/// A column's name as it is compared: lower case, without `-`, `_` and spaces.
pub(super) fn normalise(name: &str) -> String {
    let mut path = String::with_capacity(name.len());
    append_normalised(&mut path, name);
    path
}

/// Appends a normalised name; the way to build nested paths without allocating for every key.
pub(super) fn append_normalised(path: &mut String, name: &str) {
    for c in name.chars() {
        if !matches!(c, '-' | '_' | ' ') {
            path.extend(c.to_lowercase());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank(resolver: &Resolver, name: &str, field: Field) -> Option<u16> {
        resolver.slots(&normalise(name)).iter().find(|slot| slot.field == field).map(|slot| slot.rank)
    }

    #[test]
    fn spelling_does_not_matter() {
        let resolver = Resolver::new(&[]);
        for name in ["publish_date", "publishDate", "Publish Date", "PUBLISH-DATE"] {
            assert_eq!(
                rank(&resolver, name, Field::Date),
                rank(&resolver, "publish_date", Field::Date),
                "{name}"
            );
            assert!(rank(&resolver, name, Field::Date).is_some(), "{name}");
        }
        assert!(resolver.slots("weather").is_empty());
    }

    #[test]
    fn specific_names_come_before_general_ones() {
        let resolver = Resolver::new(&[]);
        let before = [
            (Field::Text, "maintext", "text"),
            (Field::Text, "text", "description"),
            (Field::Date, "date_publish", "date"),
            (Field::Date, "date", "date_modify"),
            (Field::Date, "updated", "seendate"),
            (Field::Date, "seendate", "warc_date"),
            (Field::Outlet, "publisher", "domain"),
            (Field::Url, "canonical_link", "url"),
        ];
        for (field, first, second) in before {
            assert!(
                rank(&resolver, first, field) < rank(&resolver, second, field),
                "{first} before {second}"
            );
        }
    }

    #[test]
    fn typed_mappings_come_first() {
        let resolver = Resolver::new(&[(Field::Text, "Story.Words".into()), (Field::Title, "text".into())]);
        assert_eq!(rank(&resolver, "story.words", Field::Text), Some(0));
        assert!(resolver.is_object("story"));
        assert_eq!(rank(&resolver, "text", Field::Title), Some(0));
        assert!(rank(&resolver, "text", Field::Text) > Some(0));
    }

    #[test]
    fn names_are_found_by_name() {
        for field in Field::ALL {
            assert_eq!(Field::from_name(field.name()), Some(field));
        }
        assert_eq!(Field::from_name("colour"), None);
    }
}
