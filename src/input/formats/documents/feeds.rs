//! Feeds: RSS 2.0, RSS 1.0 (RDF) and Atom.
//!
//! The whole text stands in `content:encoded` or `content`, a summary in `description` or `summary`; each is HTML that was
//! escaped, in CDATA, or (Atom `type="xhtml"`) in elements. Traps: an item of an aggregator names its outlet in `source`,
//! all others have that of the feed; an Atom entry has links to itself, to comments and to files besides the one to
//! the page; `media:` and `itunes:` repeat names such as `title` and `author` with other meanings.

use std::borrow::Cow;
use std::io;

use super::xml::{self, Element};
use super::{Columns, Document, Page, read_all};
use crate::input::batch::Batch;
use crate::input::formats::Request;
use crate::input::markup::text_of;
use crate::input::open::Content;

/// Elements of which one is an article.
const ITEMS: [&str; 2] = ["item", "entry"];

/// What all items of a feed share.
#[derive(Debug, Default)]
struct Channel {
    title: Option<String>,
    language: Option<String>,
    author: Option<String>,
}

/// Reads a feed.
pub(super) fn read(content: &mut Content<'_>, request: Request<'_>) -> io::Result<Batch> {
    let page = Page::read(content)?;
    let pieces = xml::pieces(&page.text, &ITEMS);
    let channel = channel(&page.text, pieces.first().map_or(page.text.len(), |piece| piece.start));
    let documents = pieces.into_iter().map(|piece| page.document(piece)).collect();
    Ok(read_all(page.batch(), documents, request, |document: &Document<'_>| article(document.text, &channel)))
}

/// What stands before the first item; where that says nothing, what stands behind the last.
fn channel(feed: &str, first: usize) -> Channel {
    let head = feed.get(..first).unwrap_or_default();
    let end = ["</item>", "</entry>"].into_iter().find_map(|tag| feed.rfind(tag));
    let tail = end.and_then(|end| feed.get(end..)).unwrap_or_default();
    let mut channel = Channel::default();
    for part in [head, tail] {
        for root in ["feed", "rdf:RDF", "rss", "channel"] {
            let language = xml::first_tag(part, root).and_then(|tag| tag.attribute("xml:lang"));
            channel.language = channel.language.or_else(|| language.map(Cow::into_owned));
        }
        // The picture of a channel has a title, too.
        let (before, image) = part.split_at(part.find("<image").unwrap_or(part.len()));
        let behind = image.find("</image>").map_or("", |end| &image[end..]);
        let text = |name: &str| xml::first_text(before, name).or_else(|| xml::first_text(behind, name));
        channel.title = channel.title.or_else(|| text("title"));
        channel.language = channel.language.or_else(|| text("language")).or_else(|| text("dc:language"));
        channel.author = channel.author.or_else(|| text("name").filter(|_| part.contains("<author")));
    }
    channel
}

/// The columns of one item.
fn article(item: &str, channel: &Channel) -> Result<Columns, String> {
    let elements = xml::elements(item)?;
    let mut columns = Columns::default();
    if let Some(language) = elements.first().and_then(|item| item.attribute("xml:lang")) {
        columns.add("xml:lang", language);
    }
    for (index, element) in elements.iter().enumerate().filter(|(_, element)| element.depth == 1) {
        let inside = elements[index + 1..].iter().take_while(|inner| inner.depth > 1);
        take(element, inside, &mut columns);
    }
    if let Some(author) = channel.author.as_deref().filter(|_| !columns.has("author")) {
        columns.add("author", author);
    }
    if let Some(title) = &channel.title {
        columns.add("channel title", title);
    }
    if let Some(language) = channel.language.as_deref().filter(|_| !columns.has("xml:lang")) {
        columns.add("language", language);
    }
    Ok(columns)
}

/// Takes what an element directly inside of the item says.
fn take<'e>(element: &Element<'_>, inside: impl Iterator<Item = &'e Element<'e>>, columns: &mut Columns) {
    let (prefix, local) = element.name.split_once(':').unwrap_or(("", element.name));
    let is_own = matches!(prefix, "" | "atom" | "a" | "rss" | "a10");
    match local {
        "encoded" if prefix != "excerpt" => columns.add("content:encoded", text_of(&element.characters())),
        "title" if is_own => columns.add("title", title(element)),
        "description" if is_own || prefix == "dc" => columns.add("description", body(element)),
        "content" if is_own => columns.add("content", body(element)),
        "summary" if is_own => columns.add("summary", body(element)),
        "pubDate" if is_own => columns.add("pubDate", element.characters()),
        "published" if is_own => columns.add("published", element.characters()),
        "updated" if is_own => columns.add("updated", element.characters()),
        "date" if prefix == "dc" => columns.add("dc:date", element.characters()),
        "creator" if prefix == "dc" => columns.add("dc:creator", element.characters()),
        "language" if prefix == "dc" => columns.add("language", element.characters()),
        "guid" if is_own => columns.add("guid", element.characters()),
        "id" if is_own => columns.add("id", element.characters()),
        "link" if is_own => columns.add_some("link", link(element)),
        "origLink" => columns.add("canonical_url", element.characters()),
        "author" if is_own => columns.add("author", named(inside, "name").unwrap_or_else(|| author(element))),
        "source" if is_own => {
            columns.add("source", named(inside, "title").unwrap_or_else(|| element.characters()));
        }
        _ => {}
    }
}

/// The characters of the first element of that name.
fn named<'e>(mut elements: impl Iterator<Item = &'e Element<'e>>, local: &str) -> Option<String> {
    elements.find(|element| element.local() == local).map(Element::characters)
}

/// A title, which is text; it is HTML where Atom says so, and in many feeds of RSS that escape twice.
fn title(element: &Element<'_>) -> String {
    let title = body(element);
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A body as text: its elements themselves (`xhtml`), or the HTML that its characters are.
fn body(element: &Element<'_>) -> String {
    match element.attribute("type") {
        Some("xhtml" | "application/xhtml+xml") => text_of(element.inside),
        Some("text" | "text/plain") => element.characters().trim().to_owned(),
        // Some write elements without saying so.
        _ if element.inside.contains('<') && !element.inside.contains("<![CDATA[") => text_of(element.inside),
        _ => text_of(&element.characters()),
    }
}

/// The address of the page: that of RSS is text, of Atom the one that is an alternate of the entry.
fn link(element: &Element<'_>) -> Option<String> {
    let Some(href) = element.attribute("href") else {
        return Some(element.characters().trim().to_owned());
    };
    matches!(element.attribute("rel"), None | Some("alternate")).then(|| href.to_owned())
}

/// The author of RSS is an address with the name in brackets: `ida@example.org (Ida Berg)`.
fn author(element: &Element<'_>) -> String {
    let author = element.characters();
    let name = author.split_once('(').and_then(|(address, name)| {
        address.contains('@').then(|| name.trim_end().trim_end_matches(')').to_owned())
    });
    name.unwrap_or(author)
}
