//! The tools, services and data sets whose files are known: what each is recognised by, and which of its columns fill what.
//!
//! Reading does not depend on it: columns are taken by their names, whoever wrote them (`fields`). It is what `retold inspect`
//! calls a dump, and what the README's table is made from; a test holds every row against the table of fields.

use std::collections::BTreeSet;

use super::fields::{Field, normalise};

/// A tool, service or data set.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// Its name.
    pub name: &'static str,
    /// The forms in which it comes.
    pub forms: &'static str,
    /// Columns, or labels in documents, that fill a field, in order of preference.
    pub columns: &'static [(Field, &'static str)],
    /// Columns that tell it from all others; none where its columns can be any.
    signature: &'static [&'static str],
    /// What to know about it.
    pub note: &'static str,
}

use Field::{Byline, Date, Id, Lang, Outlet, Text, Title, Url};

/// All of them; of two that fit, the one with more columns in its signature counts, then the first.
#[rustfmt::skip]
pub const SOURCES: &[Source] = &[
    Source { name: "news-please", forms: "JSON, JSON Lines", signature: &["maintext", "source_domain"],
        columns: &[(Title, "title"), (Text, "maintext"), (Date, "date_publish"), (Outlet, "source_domain"), (Url, "url")],
        note: "`\"None\"` is read as missing; then `date_modify`, `date_download`" },
    Source { name: "HF cc_news", forms: "Parquet, JSON Lines", signature: &["domain", "image_url", "text", "description"],
        columns: &[(Title, "title"), (Text, "text"), (Date, "date"), (Outlet, "domain"), (Url, "url")], note: "" },
    Source { name: "HF stanford-oval/ccnews", forms: "Parquet, JSON Lines", signature: &["plain_text", "requested_url"],
        columns: &[(Title, "title"), (Text, "plain_text"), (Date, "published_date"), (Date, "publishing_date"),
            (Outlet, "publisher"), (Url, "responded_url"), (Url, "requested_url")],
        note: "without publisher, the host of the address" },
    Source { name: "newspaper4k, newspaper3k", forms: "JSON, CSV", signature: &["publish_date", "meta_lang"],
        columns: &[(Title, "title"), (Text, "text"), (Date, "publish_date"), (Outlet, "meta_site_name"),
            (Url, "canonical_link"), (Url, "url"), (Byline, "authors")],
        note: "also the `[{…},]{…}]` that its command line wrote" },
    Source { name: "trafilatura", forms: "JSON, JSON Lines", signature: &["source-hostname", "fingerprint"],
        columns: &[(Title, "title"), (Text, "text"), (Date, "date"), (Outlet, "source-hostname"), (Url, "source"), (Id, "id")],
        note: "`raw_text` only where there is no `text`; comments never" },
    Source { name: "Media Cloud", forms: "CSV, also in zip", signature: &["media_name", "indexed_date"],
        columns: &[(Title, "title"), (Date, "publish_date"), (Outlet, "media_name"), (Outlet, "media_url"), (Url, "url"), (Id, "id")],
        note: "headlines only; `--meta` can bring texts" },
    Source { name: "Media Cloud, before 2022", forms: "CSV", signature: &["stories_id", "media_name"],
        columns: &[(Title, "title"), (Date, "publish_date"), (Outlet, "media_name"), (Url, "url"), (Id, "stories_id")],
        note: "`ap_syndicated` is a credit to the Associated Press" },
    Source { name: "GDELT DOC", forms: "JSON, CSV", signature: &["seendate", "domain"],
        columns: &[(Title, "title"), (Date, "seendate"), (Outlet, "domain"), (Url, "url")],
        note: "when it was seen, not published; headlines only" },
    Source { name: "GDELT GAL", forms: "JSON Lines", signature: &["outletName", "desc"],
        columns: &[(Title, "title"), (Text, "desc"), (Date, "date"), (Outlet, "outletName"), (Outlet, "domain"), (Url, "url")],
        note: "the text is a snippet" },
    Source { name: "NewsAPI.org", forms: "JSON in `articles`", signature: &["publishedAt", "source.name", "urlToImage"],
        columns: &[(Title, "title"), (Text, "content"), (Text, "description"), (Date, "publishedAt"), (Outlet, "source.name"), (Url, "url")],
        note: "`[+N chars]` is taken off and the text marked as a snippet; `[Removed]` is none" },
    Source { name: "newsapi.ai, Event Registry", forms: "JSON in `articles.results`", signature: &["body", "source.title", "uri"],
        columns: &[(Title, "title"), (Text, "body"), (Date, "dateTimePub"), (Date, "date"), (Date, "time"), (Outlet, "source.title"),
            (Outlet, "source.uri"), (Url, "url"), (Id, "uri"), (Lang, "lang")], note: "" },
    Source { name: "mediastack", forms: "JSON in `data`", signature: &["published_at", "source", "category", "country"],
        columns: &[(Title, "title"), (Text, "description"), (Date, "published_at"), (Outlet, "source"), (Url, "url")],
        note: "the text is a snippet" },
    Source { name: "newsdata.io", forms: "JSON in `results`", signature: &["article_id", "pubDate", "source_id"],
        columns: &[(Title, "title"), (Text, "content"), (Text, "description"), (Date, "pubDate"), (Outlet, "source_id"), (Url, "link"), (Id, "article_id")], note: "" },
    Source { name: "Webz.io", forms: "JSON in `posts`, JSON Lines", signature: &["thread.site", "uuid"],
        columns: &[(Title, "title"), (Text, "text"), (Date, "published"), (Outlet, "thread.site"), (Url, "url"), (Id, "uuid")], note: "" },
    Source { name: "AYLIEN, Perigon", forms: "JSON in `stories`, `articles`", signature: &["source.domain"],
        columns: &[(Title, "title"), (Text, "body"), (Text, "content"), (Date, "published_at"), (Date, "pubDate"), (Outlet, "source.name"),
            (Outlet, "source.domain"), (Url, "links.permalink"), (Url, "url")], note: "" },
    Source { name: "JSON Feed", forms: "JSON in `items`", signature: &["content_html", "date_published"],
        columns: &[(Title, "title"), (Text, "content_text"), (Text, "content_html"), (Date, "date_published"), (Url, "url"), (Id, "id")], note: "HTML becomes text" },
    Source { name: "RealNews (grover)", forms: "JSON Lines", signature: &["warc_date", "publish_date", "domain"],
        columns: &[(Title, "title"), (Text, "text"), (Date, "publish_date"), (Date, "warc_date"), (Outlet, "domain"), (Url, "url")],
        note: "`MM-DD-YYYY`, decided for the column as a whole" },
    Source { name: "All the News", forms: "CSV", signature: &["article", "publication", "section"],
        columns: &[(Title, "title"), (Text, "article"), (Text, "content"), (Date, "date"), (Outlet, "publication"), (Url, "url"), (Id, "article_idx")],
        note: "an open quotation mark costs its line, not the rest" },
    Source { name: "Signal-1M", forms: "JSON Lines", signature: &["media-type", "source", "content"],
        columns: &[(Title, "title"), (Text, "content"), (Date, "published"), (Outlet, "source"), (Id, "id")], note: "" },
    Source { name: "NELA-GT", forms: "JSON, SQLite", signature: &["published_utc", "source", "content"],
        columns: &[(Title, "title"), (Text, "content"), (Date, "published_utc"), (Date, "published"), (Outlet, "source"), (Url, "url"), (Id, "id")], note: "" },
    Source { name: "FineWeb, datatrove, Dolma", forms: "JSON Lines, Parquet", signature: &["dump", "file_path"],
        columns: &[(Text, "text"), (Date, "date"), (Date, "metadata.date"), (Url, "url"), (Url, "metadata.url"), (Id, "id")],
        note: "the date is that of the crawl" },
    Source { name: "C4", forms: "JSON Lines", signature: &["text", "timestamp", "url"],
        columns: &[(Text, "text"), (Date, "timestamp"), (Url, "url")], note: "" },
    Source { name: "Fundus", forms: "JSON", signature: &["publishing_date", "publisher", "free_access"],
        columns: &[(Title, "title"), (Text, "plaintext"), (Text, "body"), (Date, "publishing_date"), (Outlet, "publisher"), (Url, "responded_url"), (Url, "requested_url")], note: "" },
    Source { name: "passim", forms: "JSON Lines, Parquet", signature: &["series", "text"],
        columns: &[(Title, "title"), (Text, "text"), (Date, "date"), (Outlet, "series"), (Id, "id")], note: "" },
    Source { name: "ninjs, Superdesk", forms: "JSON", signature: &["versioncreated", "headline"],
        columns: &[(Title, "headline"), (Title, "headlines.value"), (Text, "body_text"), (Text, "body_html"), (Text, "bodies.value"),
            (Date, "firstcreated"), (Date, "versioncreated"), (Outlet, "source"), (Id, "uri"), (Id, "guid"), (Byline, "byline")],
        note: "`copyrightholder` is a credit" },
    Source { name: "schema.org NewsArticle", forms: "JSON-LD, also in HTML", signature: &["articleBody", "headline"],
        columns: &[(Title, "headline"), (Text, "articleBody"), (Date, "datePublished"), (Date, "dateModified"), (Outlet, "publisher.name"),
            (Url, "url"), (Url, "mainEntityOfPage"), (Byline, "author.name")], note: "" },
    Source { name: "New York Times", forms: "JSON in `response.docs`", signature: &["headline.main", "web_url"],
        columns: &[(Title, "headline.main"), (Text, "lead_paragraph"), (Text, "abstract"), (Date, "pub_date"), (Outlet, "source"), (Url, "web_url")],
        note: "the text is a snippet" },
    Source { name: "The Guardian", forms: "JSON in `response.results`", signature: &["webTitle", "webPublicationDate"],
        columns: &[(Title, "webTitle"), (Text, "fields.bodyText"), (Text, "fields.body"), (Date, "webPublicationDate"), (Url, "webUrl"), (Id, "id")], note: "" },
    Source { name: "LexisNexisTools", forms: "CSV", signature: &["Newspaper", "Headline", "Source_File"],
        columns: &[(Title, "Headline"), (Text, "Article"), (Date, "Date"), (Outlet, "Newspaper"), (Id, "ID"), (Byline, "Author")], note: "`NA` is read as missing" },
    Source { name: "ProQuest TDM Studio", forms: "CSV, XML", signature: &["goid"],
        columns: &[(Title, "title"), (Text, "text"), (Date, "date"), (Date, "NumericDate"), (Outlet, "publisher"), (Id, "goid")], note: "" },
    Source { name: "WCEP", forms: "JSON Lines", signature: &["text", "time", "title"],
        columns: &[(Title, "title"), (Text, "text"), (Date, "time"), (Id, "id")], note: "the articles of each event" },
    Source { name: "CNN/DailyMail, XSum, Multi-News", forms: "JSON Lines", signature: &["highlights"],
        columns: &[(Text, "article"), (Text, "document"), (Id, "id")], note: "" },
    Source { name: "Elasticsearch", forms: "JSON in `hits.hits`", signature: &[],
        columns: &[(Title, "title"), (Text, "content"), (Id, "_id")], note: "any columns, under `_source`" },
];

/// The source that wrote records with these columns.
#[must_use]
pub fn recognise<'a>(columns: impl Iterator<Item = &'a str>) -> Option<&'static Source> {
    let present: BTreeSet<String> = columns.map(normalise).collect();
    let has = |column: &&str| present.contains(&normalise(column));
    let fitting =
        SOURCES.iter().filter(|source| !source.signature.is_empty() && source.signature.iter().all(has));
    // `max_by_key` takes the last of equals; the first has to win.
    fitting.rev().max_by_key(|source| source.signature.len())
}

/// The sources as a table in Markdown: what they are, and which columns fill which field.
#[must_use]
pub fn markdown() -> String {
    let fields = [Title, Text, Date, Outlet, Url, Id];
    let mut table = String::from("| source | as | title | text | date | outlet | address | id | |\n");
    table.push_str("|---|---|---|---|---|---|---|---|---|\n");
    for source in SOURCES {
        let of = |field: Field| {
            let names = source.columns.iter().filter(|(of, _)| *of == field);
            names.map(|(_, name)| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        };
        let cells: Vec<String> = fields.into_iter().map(of).collect();
        let row =
            format!("| {} | {} | {} | {} |\n", source.name, source.forms, cells.join(" | "), source.note);
        table.push_str(&row);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::fields::Resolver;

    #[test]
    fn columns_fill_what_the_table_says() {
        let resolver = Resolver::new(&[]);
        for (source, (field, column)) in
            SOURCES.iter().flat_map(|source| source.columns.iter().map(move |column| (source, column)))
        {
            let path = normalise(column.trim_start_matches("metadata."));
            let fills = resolver.slots(&path).iter().any(|slot| slot.field == *field);
            assert!(fills, "{}: `{column}` fills no {field}", source.name);
        }
    }

    #[test]
    fn every_source_is_told_from_the_others() {
        for source in SOURCES.iter().filter(|source| !source.signature.is_empty()) {
            let columns =
                source.columns.iter().map(|(_, column)| *column).chain(source.signature.iter().copied());
            let found = recognise(columns).map(|found| found.name);
            assert_eq!(found, Some(source.name));
        }
        assert!(recognise(["weather", "title"].into_iter()).is_none());
    }
}
