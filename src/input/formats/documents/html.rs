//! Pages: one article each, with what they say about it in JSON-LD, `meta`, `time`, `link` and `html`.
//!
//! The text is `articleBody` of the JSON-LD where it is given, else the paragraphs of `article`, else what dom_smoothie (an
//! implementation of Mozilla's Readability) takes for the article. All but the last is one pass over the tags. Traps:
//! JSON-LD lists, graphs and references; teasers that are `article`s too; addresses of pages of their own (`article:author`).
//! A tree is only built of pages of a bounded depth: what is nested deeper than browsers do, or would multiply when it is
//! mended, is refused.

use std::io;

use dom_smoothie::{Config, Readability};
use serde_json::Value;

use super::{Columns, Document, Page, read_all};
use crate::input::batch::Batch;
use crate::input::entities;
use crate::input::formats::Request;
use crate::input::host::is_url;
use crate::input::markup::{self, Flow, Tag, Token, text_of};
use crate::input::open::Content;

/// Deepest nesting of which a tree is built, as in browsers.
const DEEPEST: usize = 512;

/// Most tags, times the deepest nesting: when tags are mended, each may repeat all that are open.
const MOST_WORK: usize = 10_000_000;

/// Longest page of which a tree is built.
const LONGEST_TREE: usize = 16 << 20;

/// Paragraphs of `article` shorter than this may be a teaser, and the whole page is looked at.
const SHORT: usize = 200;

/// Elements without an end tag, or with one that may be left out; they do not nest.
#[rustfmt::skip]
const UNNESTED: [&str; 28] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p", "li",
    "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "rt",
];

/// Elements inside of an article that are not its text.
const ASIDE: [&str; 8] = ["aside", "figure", "nav", "footer", "form", "button", "select", "figcaption"];

/// Names of `meta` that say something, with the columns that they fill.
#[rustfmt::skip]
const META: [(&str, &str); 20] = [
    ("og:title", "og:title"), ("og:site_name", "og:site_name"), ("og:url", "og:url"), ("og:locale", "og:locale"),
    ("article:published_time", "article:published_time"), ("article:modified_time", "article:modified_time"),
    ("og:updated_time", "article:modified_time"), ("datepublished", "datePublished"), ("datemodified", "dateModified"),
    ("date", "date"), ("pubdate", "pubdate"), ("dc.date", "dc:date"), ("dc.date.issued", "dc:date"),
    ("parsely-pub-date", "pubdate"), ("sailthru.date", "pubdate"), ("author", "author"), ("article:author", "author"),
    ("parsely-author", "author"), ("dc.creator", "dc:creator"), ("og:description", "description"),
];

/// Reads a page.
pub(super) fn read(content: &mut Content<'_>, request: Request<'_>) -> io::Result<Batch> {
    let page = Page::read(content)?;
    let documents = vec![page.document(0..page.text.len())];
    Ok(read_all(page.batch(), documents, request, |document: &Document<'_>| {
        let mut columns = article(document.text)?;
        columns.add_some("id", request.stem);
        Ok(columns)
    }))
}

/// The columns of a page; the error is the reason for refusing it.
pub(super) fn article(html: &str) -> Result<Columns, String> {
    let seen = look_through(html);
    let mut columns = Columns::default();
    for script in &seen.scripts {
        linked_data(script, &mut columns);
    }
    columns.0.extend(seen.columns.0);
    columns.add_some("h1", seen.heading);
    columns.add_some("html title", seen.title);
    if columns.has("articleBody") {
        return Ok(columns);
    }
    let marked = seen.articles.into_iter().max_by_key(String::len).unwrap_or_default();
    if marked.len() >= SHORT {
        columns.add("article p", marked);
        return Ok(columns);
    }
    match extracted(html, seen.deepest, seen.n_tags) {
        Ok(text) if text.len() > marked.len() => columns.add("extracted_text", text),
        Err(reason) if marked.is_empty() => return Err(reason),
        _ => columns.add("article p", marked),
    }
    Ok(columns)
}

/// What one pass over a page has seen.
#[derive(Default)]
struct Seen {
    columns: Columns,
    scripts: Vec<String>,
    title: Option<String>,
    heading: Option<String>,
    /// The paragraphs of each outermost `article`.
    articles: Vec<String>,
    deepest: usize,
    n_tags: usize,
}

/// Where the pass over a page stands.
#[derive(Default)]
struct Position {
    depth: usize,
    article: usize,
    aside: usize,
    is_paragraph: bool,
    is_heading: bool,
    is_dated: bool,
}

fn look_through(html: &str) -> Seen {
    let (mut seen, mut at) = (Seen::default(), Position::default());
    let (mut paragraphs, mut heading) = (Flow::default(), Flow::default());
    let mut raw: Option<Tag<'_>> = None;
    for token in markup::tokens(html) {
        match token {
            Token::Open(tag) => {
                seen.n_tags += 1;
                if !UNNESTED.iter().any(|name| tag.is(name)) {
                    at.depth += 1;
                    seen.deepest = seen.deepest.max(at.depth);
                }
                open(&tag, &mut seen, &mut at);
                raw = Some(tag);
            }
            Token::Close(name) => {
                if !UNNESTED.iter().any(|unnested| name.eq_ignore_ascii_case(unnested)) {
                    at.depth = at.depth.saturating_sub(1);
                }
                close(name, &mut at);
                if at.article == 0 && name.eq_ignore_ascii_case("article") {
                    seen.articles.push(std::mem::take(&mut paragraphs).text);
                }
            }
            Token::Raw(content) => match raw {
                Some(tag) if tag.is("title") && seen.title.is_none() => {
                    seen.title = Some(on_one_line(&entities::decoded(content)));
                }
                Some(tag) if tag.is("script") && is_linked_data(&tag) => {
                    seen.scripts.push(content.to_owned())
                }
                _ => {}
            },
            Token::Text(_) | Token::Literal(_) => {}
        }
        if at.article > 0 && at.aside == 0 && at.is_paragraph {
            paragraphs.push(&token)
        } else {
            paragraphs.part()
        }
        if at.is_heading {
            heading.push(&token);
        } else if seen.heading.is_none() && !heading.text.is_empty() {
            seen.heading = Some(on_one_line(&std::mem::take(&mut heading).text));
        }
    }
    seen.articles.push(paragraphs.text);
    seen
}

fn open(tag: &Tag<'_>, seen: &mut Seen, at: &mut Position) {
    let name = tag.name.to_ascii_lowercase();
    match &*name {
        "html" => seen.columns.add_some("lang", tag.attribute("lang").or_else(|| tag.attribute("xml:lang"))),
        "meta" => meta(tag, &mut seen.columns),
        "link" if tag.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
            seen.columns.add_url("canonical_link", tag.attribute("href").unwrap_or_default());
        }
        // The first time of an article is its own; the first of a page may be that of a teaser, but is all there is.
        "time" if !at.is_dated => {
            if let Some(time) = tag.attribute("datetime") {
                at.is_dated = at.article > 0;
                seen.columns.0.retain(|(column, _)| *column != "time datetime");
                seen.columns.add("time datetime", time);
            }
        }
        "article" => at.article += 1,
        "h1" => at.is_heading = true,
        "p" => at.is_paragraph = true,
        name if ASIDE.contains(&name) => at.aside += 1,
        // A paragraph is ended by what cannot stand in it.
        "div" | "section" | "ul" | "ol" | "table" | "h2" | "h3" | "h4" | "blockquote" => {
            at.is_paragraph = false
        }
        _ => {}
    }
}

fn close(name: &str, at: &mut Position) {
    let name = name.to_ascii_lowercase();
    match &*name {
        "article" => {
            at.article = at.article.saturating_sub(1);
            (at.aside, at.is_paragraph) = (0, false);
        }
        "h1" => at.is_heading = false,
        "p" | "div" | "section" => at.is_paragraph = false,
        name if ASIDE.contains(&name) => at.aside = at.aside.saturating_sub(1),
        _ => {}
    }
}

fn meta(tag: &Tag<'_>, columns: &mut Columns) {
    let Some(content) = tag.attribute("content") else { return };
    let names = ["property", "name", "itemprop"].into_iter().filter_map(|name| tag.attribute(name));
    for name in names {
        let found = META.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim()));
        match found {
            Some((_, "og:url")) => columns.add_url("og:url", content.trim()),
            // The author of Open Graph is often the address of a profile.
            Some((_, "author")) if is_url(&content) => {}
            Some((_, column)) => columns.add(column, on_one_line(&content)),
            None => {}
        }
    }
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_linked_data(tag: &Tag<'_>) -> bool {
    tag.attribute("type")
        .is_some_and(|kind| kind.trim().to_ascii_lowercase().starts_with("application/ld+json"))
}

/// Takes the columns of the first article in a script of linked data.
fn linked_data(script: &str, columns: &mut Columns) {
    let parse = |text: &str| serde_json::from_str::<Value>(text.trim()).ok();
    // Line ends inside of strings are the most common mistake.
    let Some(data) = parse(script).or_else(|| parse(&script.replace(['\n', '\r', '\t'], " "))) else {
        return;
    };
    let mut nodes = Vec::new();
    collect(&data, &mut nodes);
    let Some(article) = nodes.iter().find(|node| is_article(node)) else { return };
    let text = |key: &str| article[key].as_str();
    columns.add_some("headline", text("headline").or_else(|| text("name")).map(text_of));
    for key in ["datePublished", "dateModified", "inLanguage"] {
        columns.add_some(key, text(key));
    }
    if let Some(body) = text("articleBody") {
        let is_markup = body.contains('<') || body.contains('&');
        columns.add("articleBody", if is_markup { text_of(body) } else { body.trim().to_owned() });
    }
    let page = &article["mainEntityOfPage"];
    for url in [text("url"), page.as_str(), page["@id"].as_str(), text("@id")].into_iter().flatten() {
        columns.add_url("url", url);
    }
    columns.add_some("publisher.name", names(&article["publisher"], &nodes).into_iter().next());
    let authors = names(&article["author"], &nodes);
    if !authors.is_empty() {
        columns.add("author", authors.join(", "));
    }
}

/// All objects in lists, graphs and main entities. Depth is bounded by the parser, which refuses what is nested deeper.
fn collect<'v>(data: &'v Value, nodes: &mut Vec<&'v Value>) {
    match data {
        Value::Array(list) => list.iter().for_each(|data| collect(data, nodes)),
        Value::Object(object) => {
            nodes.push(data);
            ["@graph", "mainEntity", "hasPart"].iter().filter_map(|key| object.get(*key)).for_each(|data| {
                collect(data, nodes);
            });
        }
        _ => {}
    }
}

fn is_article(node: &Value) -> bool {
    let is_kind = |kind: &Value| {
        kind.as_str().is_some_and(|kind| kind.ends_with("Article") || kind.ends_with("BlogPosting"))
    };
    let kind = &node["@type"];
    is_kind(kind) || kind.as_array().is_some_and(|kinds| kinds.iter().any(is_kind))
}

/// The names of persons or organisations: texts, objects, references to other objects, or lists of them.
fn names(value: &Value, nodes: &[&Value]) -> Vec<String> {
    let one = |value: &Value| {
        let referred = || nodes.iter().find(|node| node["@id"] == value["@id"] && node["name"].is_string());
        let name = value.as_str().or_else(|| value["name"].as_str());
        let name = name.or_else(|| value["@id"].as_str().and_then(|_| referred()?["name"].as_str()));
        name.filter(|name| !is_url(name)).map(|name| on_one_line(&entities::decoded(name)))
    };
    value
        .as_array()
        .map_or_else(|| one(value).into_iter().collect(), |list| list.iter().filter_map(one).collect())
}

/// What looks like the article of a page.
fn extracted(html: &str, deepest: usize, n_tags: usize) -> Result<String, String> {
    if deepest > DEEPEST {
        return Err(format!("HTML nested deeper than {DEEPEST} elements"));
    }
    if html.len() > LONGEST_TREE || n_tags.saturating_mul(deepest) > MOST_WORK {
        return Err("HTML too large to look for an article in it".into());
    }
    let config = Config { disable_json_ld: true, ..Config::default() };
    let article = Readability::new(html, None, Some(config)).and_then(|mut page| page.parse());
    Ok(article.map(|article| text_of(&article.content)).unwrap_or_default())
}
