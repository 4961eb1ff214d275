//! HTML as it is found in the wild to plain text, by its tags alone.
//!
//! There is no tree: tags are read one after the other, in time linear in the bytes and without a stack, so neither
//! nesting nor what is never closed can cost more than its length. For text this is enough, because a browser would
//! mend the tree but show the same words. What is not shown (`script`, `style`, `noscript`, …) runs to its own closing
//! tag, whatever stands inside.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use super::entities::decoded;

/// Elements of which the content is not markup, or is none of the text; it runs to the closing tag of the same name.
const RAW: [&str; 11] = [
    "script", "style", "noscript", "title", "textarea", "iframe", "template", "svg", "xmp", "noembed",
    "noframes",
];

/// Elements that stand on their own, as paragraphs do.
#[rustfmt::skip]
const BLOCKS: [&str; 46] = [
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
    "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "section", "select",
    "summary", "table", "tbody", "thead", "tr", "ul",
];

/// The text of a piece of HTML: blocks are parted by a blank line, `<br>` is a line end, other space is one blank.
pub(super) fn text_of(html: &str) -> String {
    let mut flow = Flow::default();
    for token in tokens(html) {
        flow.push(&token);
    }
    flow.text
}

/// A piece of markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'m> {
    /// A tag that opens an element.
    Open(Tag<'m>),
    /// The name in a closing tag.
    Close(&'m str),
    /// Characters in which names of characters (`&amp;`) have a meaning.
    Text(&'m str),
    /// Characters that stand for themselves.
    Literal(&'m str),
    /// The content of the element before it that is not markup.
    Raw(&'m str),
}

/// An opening tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'m> {
    /// The name as written.
    pub(super) name: &'m str,
    attributes: &'m str,
}

impl<'m> Tag<'m> {
    /// Whether it has that name, which is given in lower case.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value of an attribute, decoded.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'m, str>> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            // A name may begin with `=`, and with any letter.
            let first = rest.chars().next().map_or(0, char::len_utf8);
            let len = rest[first..].find(|c: char| c.is_ascii_whitespace() || c == '=' || c == '/');
            let (found, after) = rest.split_at_checked(len.map_or(rest.len(), |len| len + first))?;
            let after = after.trim_ascii_start();
            let Some(value) = after.strip_prefix('=') else {
                rest = after;
                continue;
            };
            let value = value.trim_ascii_start();
            let (value, after) = match value.as_bytes().first() {
                Some(quote @ (b'"' | b'\'')) => {
                    let inside = &value[1..];
                    let end = memchr(*quote, inside.as_bytes()).unwrap_or(inside.len());
                    (&inside[..end], inside.get(end + 1..).unwrap_or_default())
                }
                _ => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
            };
            if found.eq_ignore_ascii_case(name) {
                return Some(decoded(value));
            }
            rest = after;
        }
    }
}

/// The text of a piece of XML with the elements that HTML has, and in which all elements are markup.
pub(super) fn text_of_xml(xml: &str) -> String {
    let mut flow = Flow::default();
    for token in tokens_of_xml(xml) {
        flow.push(&token);
    }
    flow.text
}

/// The tokens of a piece of HTML, in order.
pub(super) fn tokens(html: &str) -> impl Iterator<Item = Token<'_>> {
    tokens_with(html, &RAW)
}

/// The tokens of a piece of XML, in order.
pub(super) fn tokens_of_xml(xml: &str) -> impl Iterator<Item = Token<'_>> {
    tokens_with(xml, &[])
}

fn tokens_with<'m>(html: &'m str, raw_names: &'static [&'static str]) -> impl Iterator<Item = Token<'m>> {
    let mut rest = html;
    let mut raw: Option<&str> = None;
    std::iter::from_fn(move || {
        if let Some(name) = raw.take() {
            let end = closing_tag(rest, name);
            let (content, after) = rest.split_at(end);
            rest = after;
            return Some(Token::Raw(content));
        }
        loop {
            if rest.is_empty() {
                return None;
            }
            let Some(markup) = rest.strip_prefix('<') else {
                let (text, after) = rest.split_at(memchr(b'<', rest.as_bytes()).unwrap_or(rest.len()));
                rest = after;
                return Some(Token::Text(text));
            };
            match markup.as_bytes().first() {
                Some(b'!' | b'?') => {
                    let (literal, after) = declaration(markup);
                    rest = after;
                    if let Some(literal) = literal {
                        return Some(Token::Literal(literal));
                    }
                }
                Some(b'/') if markup[1..].starts_with(|c: char| c.is_ascii_alphabetic()) => {
                    let (inside, after) = tag(&markup[1..]);
                    rest = after;
                    return Some(Token::Close(split_name(inside).0));
                }
                Some(first) if first.is_ascii_alphabetic() => {
                    let (inside, after) = tag(markup);
                    rest = after;
                    let (name, attributes) = split_name(inside);
                    let is_raw = raw_names.iter().any(|raw| raw.eq_ignore_ascii_case(name));
                    raw = (is_raw && !attributes.ends_with('/')).then_some(name);
                    return Some(Token::Open(Tag { name, attributes }));
                }
                _ => {
                    rest = markup;
                    return Some(Token::Literal("<"));
                }
            }
        }
    })
}

/// Takes a comment, a declaration or an instruction off; gives what a CDATA section holds, and what follows.
fn declaration(markup: &str) -> (Option<&str>, &str) {
    let until = |text: &'_ str, end: &str| {
        memmem::find(text.as_bytes(), end.as_bytes())
            .map_or((text.len(), text.len()), |at| (at, at + end.len()))
    };
    // `<!-->` is a whole comment.
    if let Some(after) = markup.strip_prefix("!-->") {
        return (None, after);
    }
    if let Some(comment) = markup.strip_prefix("!--") {
        return (None, &comment[until(comment, "-->").1..]);
    }
    if let Some(literal) = markup.strip_prefix("![CDATA[") {
        let (end, after) = until(literal, "]]>");
        return (Some(&literal[..end]), &literal[after..]);
    }
    (None, &markup[until(markup, ">").1..])
}

/// The inside of a tag up to its `>`, which may stand in quotes before; and what follows it.
fn tag(markup: &str) -> (&str, &str) {
    let bytes = markup.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' => return (&markup[..at], &markup[at + 1..]),
            // A quote counts as one only behind `=`; a stray one would swallow the page.
            quote @ (b'"' | b'\'') if bytes[..at].trim_ascii_end().ends_with(b"=") => {
                match memchr(*quote, &bytes[at + 1..]) {
                    Some(len) => at += len + 2,
                    None => at += 1,
                }
            }
            _ => at += 1,
        }
    }
    (markup, "")
}

fn split_name(inside: &str) -> (&str, &str) {
    let is_end = |c: char| c.is_ascii_whitespace() || c == '/';
    inside.split_at(inside.find(is_end).unwrap_or(inside.len()))
}

/// Where the closing tag of that name begins.
fn closing_tag(text: &str, name: &str) -> usize {
    let bytes = text.as_bytes();
    let closes = |at: &usize| {
        let rest = &bytes[*at..];
        let found = rest.get(2..2 + name.len());
        rest.starts_with(b"</")
            && found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
            && rest.get(2 + name.len()).is_none_or(|next| !next.is_ascii_alphanumeric())
    };
    memchr::memchr_iter(b'<', bytes).find(closes).unwrap_or(bytes.len())
}

/// How far two pieces of text stand apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Blank,
    Line,
    Paragraph,
}

/// Text that is put together from tokens.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub(super) text: String,
    gap: Gap,
}

impl Flow {
    /// Adds what the token shows.
    pub(super) fn push(&mut self, token: &Token<'_>) {
        match token {
            Token::Open(tag) => self.pass(tag.name),
            Token::Close(name) => self.pass(name),
            Token::Text(text) => self.write(&decoded(text)),
            Token::Literal(text) => self.write(text),
            Token::Raw(_) => {}
        }
    }

    /// Begins a new paragraph with what comes next.
    pub(super) fn part(&mut self) {
        self.gap = Gap::Paragraph;
    }

    fn pass(&mut self, name: &str) {
        let gap = if name.eq_ignore_ascii_case("br") || name == "lb" {
            Gap::Line
        } else if name.eq_ignore_ascii_case("td") || name.eq_ignore_ascii_case("th") {
            Gap::Blank
        } else if BLOCKS.iter().any(|block| block.eq_ignore_ascii_case(name)) {
            Gap::Paragraph
        } else {
            return;
        };
        self.gap = self.gap.max(gap);
    }

    /// Adds characters as they are, except for space.
    pub(super) fn write(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.gap = self.gap.max(Gap::Blank);
                continue;
            }
            if !self.text.is_empty() {
                self.text.push_str(match self.gap {
                    Gap::None => "",
                    Gap::Blank => " ",
                    Gap::Line => "\n",
                    Gap::Paragraph => "\n\n",
                });
            }
            self.gap = Gap::None;
            self.text.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_paragraphs() {
        let cases = [
            ("<p>One  two</p>\n<p>three</p>", "One two\n\nthree"),
            ("One<br>two<br/>three", "One\ntwo\nthree"),
            ("<ul><li>a<li>b</ul>c", "a\n\nb\n\nc"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>", "a b\n\nc"),
            ("a<b>b</b>c <i>d</i>", "abc d"),
            ("<P CLASS='x>y'>a</P>", "a"),
            ("<p title=\"a > b\">c</p>", "c"),
            ("plain", "plain"),
            ("", ""),
            ("a < b & c > d", "a < b & c > d"),
            ("it's <a href=x title='it>s'>so</a>", "it's so"),
            ("<p it's>a</p><p>b's</p>", "a\n\nb's"),
        ];
        for (html, text) in cases {
            assert_eq!(text_of(html), text, "{html}");
        }
    }

    #[test]
    fn what_is_not_shown_is_dropped() {
        let cases = [
            ("a<script>if (x < '</p>') {}</script>b", "ab"),
            ("a<SCRIPT type=x>y</Script >b", "ab"),
            ("a<style>p{}</style><noscript><img></noscript>b", "ab"),
            ("<title>t</title>a<!-- <p>x</p> -->b<!-->c", "abc"),
            ("a<![CDATA[<b>&amp;]]>c", "a<b>&amp;c"),
            ("<?xml version='1.0'?><!doctype html>a", "a"),
            ("a<script>never closed", "a"),
            ("a<!-- never closed", "a"),
            ("a<p title='never closed", "a"),
            ("a<", "a<"),
            ("a</", "a</"),
        ];
        for (html, text) in cases {
            assert_eq!(text_of(html), text, "{html}");
        }
    }

    #[test]
    fn attributes_are_found_however_they_are_written() {
        let html = r#"<meta CONTENT = "a &amp; b" property=og:title data-x='1"2' checked name='d>e'/>"#;
        let Some(Token::Open(tag)) = tokens(html).next() else { panic!("no tag") };
        let expected = [("content", Some("a & b")), ("property", Some("og:title")), ("data-x", Some("1\"2"))];
        for (name, value) in
            expected.into_iter().chain([("name", Some("d>e")), ("checked", None), ("x", None)])
        {
            assert_eq!(tag.attribute(name).as_deref(), value, "{name}");
        }
    }

    #[test]
    fn hostile_markup_costs_its_length() {
        for piece in
            ["<div>", "<", "<a b='", "&", "<!--", "</", "<![CDATA[", "<script>", "<p a=\"x", "&#", "<?", "é<"]
        {
            let _ = text_of(&piece.repeat(200_000));
        }
        let nested = format!("{}deep{}", "<div><b>".repeat(200_000), "</b></div>".repeat(200_000));
        assert_eq!(text_of(&nested), "deep");
    }
}
