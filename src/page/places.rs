//! Where the parts of a page are: in it, in a further file, or nowhere; and the links that lead there.

use hashbrown::HashMap;

use super::maker::Maker;

/// Events of a further file.
pub(super) const EVENTS: usize = 200;

/// Passages of a further file.
pub(super) const PASSAGES: usize = 300;

/// Where the page is to be.
pub(super) struct Target {
    /// The name of its file.
    pub(super) page: String,
    /// The folder of the further files; without one, what does not fit is left out.
    pub(super) folder: Option<String>,
}

pub(super) fn events_file(at: usize) -> String {
    format!("events-{:03}.html", at + 1)
}

pub(super) fn passages_file(at: usize) -> String {
    format!("passages-{:03}.html", at + 1)
}

/// Where parts are.
pub(super) struct Places<'a> {
    /// How many events and passages are in the page.
    pub(super) here: (usize, usize),
    /// The file of each part by its id: `None` for the page.
    of: HashMap<String, Option<String>>,
    pub(super) target: &'a Target,
}

impl<'a> Places<'a> {
    pub(super) fn new(maker: &Maker, here: (usize, usize), target: &'a Target) -> Self {
        let book = maker.basis.book;
        let events = maker.order.iter().enumerate().map(|(at, &event)| {
            (&book.events[event].id, at.checked_sub(here.0).map(|at| events_file(at / EVENTS)))
        });
        let passages = maker.between.iter().enumerate().map(|(at, &passage)| {
            (&book.passages[passage].id, at.checked_sub(here.1).map(|at| passages_file(at / PASSAGES)))
        });
        let known = events.chain(passages).filter(|(_, file)| file.is_none() || target.folder.is_some());
        Self { here, of: known.map(|(id, file)| (id.clone(), file)).collect(), target }
    }

    /// The markup with its links led to where parts are; `from` is the further file that it is in. The glossary and the list
    /// are in the page; a link to what is nowhere leads nowhere.
    pub(super) fn resolved(&self, markup: &str, from: Option<&str>) -> String {
        const MARK: &str = "href=\"§";
        let mut out = String::with_capacity(markup.len() + markup.len() / 50);
        let mut rest = markup;
        while let Some(at) = rest.find(MARK) {
            out.push_str(&rest[..at]);
            rest = &rest[at + MARK.len()..];
            let end = rest.find('"').unwrap_or(0);
            let id = &rest[..end];
            rest = &rest[(end + 1).min(rest.len())..];
            let is_of_the_page = id.starts_with("term-") || id.starts_with("events?");
            match self.of.get(id).or(is_of_the_page.then_some(&None)) {
                Some(file) => out.push_str(&format!("href=\"{}\"", self.address(id, file.as_deref(), from))),
                None if id.is_empty() => out.push_str("href=\"#\""),
                // An anchor that leads nowhere is text.
                None => out.push_str("class=\"nowhere\""),
            }
        }
        out.push_str(rest);
        out
    }

    fn address(&self, id: &str, file: Option<&str>, from: Option<&str>) -> String {
        match (file, from) {
            (None, None) => format!("#{id}"),
            (Some(file), Some(from)) if file == from => format!("#{id}"),
            (Some(file), Some(_)) => format!("{file}#{id}"),
            (None, Some(_)) => format!("../{}#{id}", encoded(&self.target.page)),
            (Some(file), None) => {
                format!("{}/{file}#{id}", encoded(self.target.folder.as_deref().unwrap_or("")))
            }
        }
    }
}

/// A name as a part of an address.
pub(super) fn encoded(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte as char),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_where_parts_are() {
        let target = Target { page: "my report.html".to_owned(), folder: Some("my report".to_owned()) };
        let of = [("ev_a", None), ("ev_b", Some("events-001.html")), ("ev_c", Some("events-002.html"))];
        let of = of.map(|(id, file)| (id.to_owned(), file.map(str::to_owned)));
        let places = Places { here: (1, 0), of: of.into_iter().collect(), target: &target };
        let links = "<a href=\"§ev_a\">§ev_b</a><a href=\"§ev_b\">b</a><a href=\"§ev_x\">x</a><a href=\"§term-x\">t</a>";
        assert_eq!(
            places.resolved(links, None),
            "<a href=\"#ev_a\">§ev_b</a><a href=\"my%20report/events-001.html#ev_b\">b</a><a class=\"nowhere\">x</a><a href=\"#term-x\">t</a>"
        );
        assert_eq!(
            places.resolved(links, Some("events-001.html")),
            "<a href=\"../my%20report.html#ev_a\">§ev_b</a><a href=\"#ev_b\">b</a><a class=\"nowhere\">x</a><a href=\"../my%20report.html#term-x\">t</a>"
        );
    }
}
