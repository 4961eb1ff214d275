//! XML without a tree: the pieces of a file that are documents of their own, and the elements of one of them in a list.
//!
//! A file is first cut at the tags of its documents, so that what is malformed in one of them costs that one only.
//! Names of characters are those of XML and HTML; what a document type defines is not expanded, ever. Elements are a
//! list with depths, so nesting takes no stack; what is nested deeper than anyone writes is refused.

use std::ops::Range;

use memchr::{memchr, memmem};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::input::entities;
use crate::input::markup::{self, Tag, Token};

/// Prefixes under which the elements that hold a document are found.
const PREFIXES: [&str; 6] = ["", "rss", "rdf", "atom", "a", "tei"];

/// Deepest nesting that is read: readers look at all that an element stands in.
const DEEPEST: usize = 1024;

/// The byte ranges of the elements with one of those names, in order. One that is not closed ends where the next opens.
pub(super) fn pieces(xml: &str, names: &[&str]) -> Vec<Range<usize>> {
    let bytes = xml.as_bytes();
    let (mut pieces, mut open, mut at) = (Vec::new(), None, 0);
    let mut skippable = vec![("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
    while let Some(next) = memchr(b'<', &bytes[at..]) {
        let start = at + next;
        at = start + 1;
        let rest = &bytes[start..];
        if let Some(index) = skippable.iter().position(|(begin, _)| rest.starts_with(begin.as_bytes())) {
            let (begin, end) = skippable[index];
            match memmem::find(&rest[begin.len()..], end.as_bytes()) {
                Some(len) => at = start + begin.len() + len + end.len(),
                // No such end follows anywhere, and looking for it again each time would cost the square of the bytes.
                None => drop(skippable.swap_remove(index)),
            }
            continue;
        }
        let closes = rest.get(1) == Some(&b'/');
        let name = name_at(&xml[start + 1 + usize::from(closes)..]);
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        if !names.contains(&local) || !PREFIXES.contains(&prefix) {
            continue;
        }
        let end = memchr(b'>', rest).map_or(bytes.len(), |len| start + len + 1);
        if closes {
            pieces.extend(open.take().map(|open| open..end));
        } else {
            pieces.extend(open.replace(start).map(|open| open..start));
            if bytes[..end].ends_with(b"/>") {
                pieces.extend(open.take().map(|open| open..end));
            }
        }
        at = end;
    }
    pieces.extend(open.map(|open| open..bytes.len()));
    pieces
}

fn name_at(markup: &str) -> &str {
    let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/' | '<');
    &markup[..markup.find(is_end).unwrap_or(markup.len())]
}

/// An element.
#[derive(Debug)]
pub(super) struct Element<'x> {
    /// The name with its prefix.
    pub(super) name: &'x str,
    /// How many elements it stands in.
    pub(super) depth: usize,
    /// Its attributes, decoded, by their names with prefixes.
    attributes: Vec<(String, String)>,
    /// What stands between its tags.
    pub(super) inside: &'x str,
}

impl<'x> Element<'x> {
    /// The name without its prefix.
    pub(super) fn local(&self) -> &'x str {
        self.name.rsplit(':').next().unwrap_or_default()
    }

    /// The characters inside, without tags.
    pub(super) fn characters(&self) -> String {
        characters(self.inside)
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| &**value)
    }
}

/// The elements of a piece, in the order of their opening tags; the error is the reason for refusing the piece.
pub(super) fn elements(xml: &str) -> Result<Vec<Element<'_>>, String> {
    let mut reader = Reader::from_str(xml);
    // `AT&T` is the most common mistake in feeds, and harmless.
    reader.config_mut().allow_dangling_amp = true;
    let (mut elements, mut open): (Vec<Element<'_>>, Vec<usize>) = (Vec::new(), Vec::new());
    loop {
        let before = position(reader.buffer_position(), xml);
        let event = reader.read_event().map_err(|error| format!("malformed XML: {error}"))?;
        let after = position(reader.buffer_position(), xml);
        match event {
            Event::Start(_) if open.len() == DEEPEST => {
                return Err(format!("XML nested deeper than {DEEPEST} elements"));
            }
            Event::Start(tag) => {
                elements.push(element(xml, before, after, open.len(), &tag)?);
                open.push(elements.len() - 1);
            }
            Event::Empty(tag) => elements.push(element(xml, before, after, open.len(), &tag)?),
            Event::End(_) => {
                if let Some(index) = open.pop() {
                    let start = offset_in(xml, elements[index].inside);
                    elements[index].inside = xml.get(start..before).unwrap_or_default();
                }
            }
            Event::GeneralRef(name) if entities::character(&name, true).is_none() => {
                return Err(format!("malformed XML: `&{};` is not known", name.escape_debug()));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    match open.last() {
        Some(index) => Err(format!("malformed XML: `<{}>` is not closed", elements[*index].name)),
        None => Ok(elements),
    }
}

fn position(position: u64, xml: &str) -> usize {
    usize::try_from(position).map_or(xml.len(), |position| position.min(xml.len()))
}

/// Where in the text a part of it begins.
fn offset_in(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

fn element<'x>(
    xml: &'x str,
    before: usize,
    after: usize,
    depth: usize,
    tag: &BytesStart<'_>,
) -> Result<Element<'x>, String> {
    let source = xml.get(before..after).unwrap_or_default();
    let name = name_at(source.strip_prefix('<').unwrap_or(source));
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| format!("malformed XML in `<{name}>`: {error}"))?;
        let key: &str = attribute.key.as_ref();
        attributes.push((key.to_owned(), entities::decoded(&attribute.value).into_owned()));
    }
    Ok(Element { name, depth, attributes, inside: &xml[after..after] })
}

/// The name of the first element, behind what may stand before it.
pub(super) fn root(xml: &str) -> Option<&str> {
    let first = markup::tokens_of_xml(xml).find_map(|token| match token {
        Token::Open(tag) => Some(Some(tag.name)),
        // What ends a document type that has rules in it.
        Token::Text(text) if text.trim() == "]>" => None,
        Token::Text(text) | Token::Literal(text) if !text.trim().is_empty() => Some(None),
        _ => None,
    });
    first.flatten()
}

/// The first opening tag of that name.
pub(super) fn first_tag<'x>(xml: &'x str, name: &str) -> Option<Tag<'x>> {
    markup::tokens_of_xml(xml).find_map(|token| match token {
        Token::Open(tag) if tag.name == name => Some(tag),
        _ => None,
    })
}

/// The characters of the first element of that name that has some; it has no elements inside.
pub(super) fn first_text(xml: &str, name: &str) -> Option<String> {
    let mut inside = false;
    let mut text = String::new();
    for token in markup::tokens_of_xml(xml) {
        match token {
            Token::Open(tag) => inside = tag.name == name,
            Token::Close(closed) if closed == name && !text.trim().is_empty() => break,
            Token::Close(_) => inside = false,
            Token::Text(part) if inside => text.push_str(&entities::decoded(part)),
            Token::Literal(part) if inside => text.push_str(part),
            _ => {}
        }
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// The characters of a piece of XML, without tags.
pub(super) fn characters(xml: &str) -> String {
    let mut text = String::with_capacity(xml.len());
    for token in markup::tokens_of_xml(xml) {
        match token {
            Token::Text(part) => text.push_str(&entities::decoded(part)),
            Token::Literal(part) => text.push_str(part),
            Token::Open(_) | Token::Close(_) | Token::Raw(_) => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_cut_out() {
        let xml = "<rss><!-- <item> --><item>a<![CDATA[</item>]]></item><items/><item x='1'><b><item>c</item><item/>";
        let cut: Vec<&str> = pieces(xml, &["item", "entry"]).into_iter().map(|piece| &xml[piece]).collect();
        let expected = ["<item>a<![CDATA[</item>]]></item>", "<item x='1'><b>", "<item>c</item>", "<item/>"];
        assert_eq!(cut, expected);
        assert_eq!(pieces("<atom:entry>x</atom:entry><g:item>", &["item", "entry"]), vec![0..26]);
        assert_eq!(pieces("<item><![CDATA[", &["item"]), vec![0..15]);
    }

    #[test]
    fn elements_have_depths_attributes_and_content() {
        let xml = "<a x='1 &amp; 2' p:y=\"3\"><b>c &lt; <i>d</i></b><e/></a>";
        let elements = elements(xml).expect("well formed");
        let found: Vec<_> = elements.iter().map(|e| (e.name, e.depth, e.characters())).collect();
        let of = |text: &str| text.to_owned();
        let expected = [("a", 0, of("c < d")), ("b", 1, of("c < d")), ("i", 2, of("d")), ("e", 1, of(""))];
        assert_eq!(found, expected);
        assert_eq!((elements[0].attribute("x"), elements[0].attribute("p:y")), (Some("1 & 2"), Some("3")));
    }

    #[test]
    fn what_is_malformed_has_a_reason() {
        let cases = [
            ("<a><b></a>", "expected `</b>`"),
            ("<a>&bomb;</a>", "`&bomb;` is not known"),
            ("<a><b>", "`<b>` is not closed"),
            ("<a x=1></a>", "malformed XML in `<a>`"),
        ];
        for (xml, part) in cases {
            let reason = elements(xml).expect_err(xml);
            assert!(reason.contains(part), "{xml}: {reason}");
        }
        assert!(elements("<a>AT&T &nbsp; &eacute;</a>").is_ok());
    }

    #[test]
    fn hostile_xml_costs_its_length() {
        let nested = format!("<a>{}{}</a>", "<b>".repeat(200_000), "</b>".repeat(200_000));
        assert_eq!(elements(&nested).expect_err("deep"), "XML nested deeper than 1024 elements");
        for piece in ["<item>", "<", "<![CDATA[", "<!--", "<?", "<item", "</item>", "é<item x='"] {
            let xml = piece.repeat(50_000);
            let _ = (pieces(&xml, &["item"]), elements(&xml));
        }
    }
}
