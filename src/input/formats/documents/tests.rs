//! Traps of recognition, replies in archives, and bytes that mean harm.

use std::io::{Cursor, Write};

use super::*;
use crate::input::fields::Resolver;
use crate::input::open::content;
use crate::progress::Silent;
use crate::space::Shelf;

const KINDS: [Kind; 13] = [
    Kind::Rss,
    Kind::Atom,
    Kind::Xml,
    Kind::Tei,
    Kind::Html,
    Kind::Warc,
    Kind::Wet,
    Kind::LexisNexis,
    Kind::Nexis,
    Kind::Factiva,
    Kind::FactivaPage,
    Kind::ProQuest,
    Kind::ProQuestXml,
];

fn parsed_up_to(kind: Kind, bytes: &[u8], limit: Option<u64>) -> Batch {
    let mut content = content(Box::new(Cursor::new(bytes.to_vec())), &Silent).expect("opens");
    let (resolver, shelf) = (Resolver::new(&[]), Shelf::default());
    read(kind, &mut content, Request { limit, ..Request::of(&resolver, &shelf) }).expect("reads")
}

fn parsed(kind: Kind, bytes: &[u8]) -> Batch {
    parsed_up_to(kind, bytes, None)
}

fn titles(batch: &Batch) -> Vec<&str> {
    batch.drafts.iter().filter_map(|draft| draft.title.as_deref()).collect()
}

#[test]
fn content_tells_the_kind() {
    let cases: [(&str, Option<Result<Kind, &str>>); 14] = [
        ("<?xml version='1.0'?><!-- x --><rss version='2.0'>", Some(Ok(Kind::Rss))),
        ("<rdf:RDF xmlns='http://purl.org/rss/1.0/'>", Some(Ok(Kind::Rss))),
        ("<feed xmlns='http://www.w3.org/2005/Atom'>", Some(Ok(Kind::Atom))),
        ("<!DOCTYPE html>\n<HTML>", Some(Ok(Kind::Html))),
        ("<!DOCTYPE html><meta charset=utf-8>", Some(Ok(Kind::Html))),
        ("<teiCorpus><TEI>", Some(Ok(Kind::Tei))),
        ("<doc title='a'><main><p>x</p></main></doc>", Some(Ok(Kind::Xml))),
        ("<?xml version='1.0'?><urlset>", Some(Err(UNKNOWN_XML))),
        ("WARC/1.0\r\nWARC-Type: warcinfo\r\n", Some(Ok(Kind::Warc))),
        ("WARC/1.0\r\nWARC-Type: conversion\r\n", Some(Ok(Kind::Wet))),
        ("< and > are signs.", None),
        ("<3 is a heart", None),
        ("Some text about 1 of 3 documents.\n\nLENGTH: 3 words\n", None),
        ("", None),
    ];
    for (head, expected) in cases {
        assert_eq!(recognise(head.as_bytes()), expected, "{head}");
    }
    let opml = recognise(b"<?xml version='1.0'?><opml version='2.0'>").expect("known").expect_err("refused");
    assert!(opml.contains("a list of feeds"), "{opml}");
}

#[test]
fn articles_that_look_like_exports_stay_articles() {
    let articles = [
        "Levy passes\n\nTitle: none. The council said so.\n\nText\n\nBody\n\nLength: two pages.",
        "HD\n\nTV sets sell well.\n\nTD\n\nBank shares rise.",
        "Document 1 of 3 is missing\n\nBYLINE: by one of them.\n\nThe papers are lost.",
        "____________________________________________________________\n\nTitle: a poem\n\nBy Ida Berg.",
        "1 of 3 DOCUMENTS\n\nwas found in the mill, and nothing else.",
    ];
    for text in articles {
        assert_eq!(recognise_export(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn nesting_costs_no_stack() {
    let deep = |open: &str, close: &str| format!("{}deep{}", open.repeat(200_000), close.repeat(200_000));
    let page = format!("<html><title>t</title><body>{}</body></html>", deep("<div>", "</div>"));
    let batch = parsed(Kind::Html, page.as_bytes());
    assert_eq!(batch.refusals[0].reason, "HTML nested deeper than 512 elements");
    let feed = format!(
        "<rss><channel><item><title>a</title><description>{}</description></item><item><title>b</title></item>",
        deep("<b>", "</b>")
    );
    let batch = parsed(Kind::Rss, feed.as_bytes());
    assert_eq!((titles(&batch), batch.refusals.len()), (vec!["b"], 1));
    let doc = format!("<doc title='a'><main>{}</main></doc>", deep("<quote>", "</quote>"));
    assert_eq!(parsed(Kind::Xml, doc.as_bytes()).refusals[0].reason, "XML nested deeper than 1024 elements");
    let tei = format!("<TEI><text><body>{}</body></text></TEI>", deep("<div>", "</div>"));
    assert_eq!(parsed(Kind::Tei, tei.as_bytes()).refusals.len(), 1);
    let json = format!("<script type='application/ld+json'>{}</script><title>t</title>", deep("[", "]"));
    assert_eq!(titles(&parsed(Kind::Html, json.as_bytes())), ["t"]);
}

#[test]
fn a_limit_is_kept() {
    let item = "<item><title>a</title></item>";
    assert_eq!(parsed_up_to(Kind::Rss, format!("<rss>{}", item.repeat(9)).as_bytes(), Some(4)).records(), 4);
    let wet = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 1\r\n\r\na\r\n\r\n";
    assert_eq!(parsed_up_to(Kind::Wet, wet.repeat(9).as_bytes(), Some(4)).records(), 4);
}

fn response(fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{fields}\r\n");
    let length = head.len() + body.len();
    let record = format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {length}\r\n\r\n{head}");
    [record.as_bytes(), body, b"\r\n\r\n"].concat()
}

#[test]
fn replies_are_unpacked() {
    let page = b"<html><title>Packed</title></html>";
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(page).expect("memory");
    let gzip = encoder.finish().expect("memory");
    let chunks = [format!("{:x}\r\n", gzip.len()).as_bytes(), &gzip, b"\r\n0\r\n\r\n"].concat();
    let archive = [
        response("Content-Encoding: gzip\r\n", &gzip),
        response("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", &chunks),
        // Unpacked by the crawler, which left the fields as they were.
        response("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", page),
        response("Content-Encoding: br\r\n", b"\x8b\xff\xfe"),
    ];
    let batch = parsed(Kind::Warc, &archive.concat());
    assert_eq!(titles(&batch), ["Packed"; 3]);
    assert_eq!(batch.refusals[0].place.row, 4);
    assert!(batch.refusals[0].reason.contains("Brotli"));
}

#[test]
fn lengths_that_lie_cost_one_record() {
    let good = |title: &str| response("", format!("<title>{title}</title>").as_bytes());
    let lies = ["0", "1", "50", "999", "99999999999", "18446744073709551615", "-1", "x", ""];
    for lie in lies {
        let bad = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {lie}\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx\r\n\r\n"
        );
        let batch = parsed(Kind::Warc, &[good("a"), bad.into_bytes(), good("b")].concat());
        let is_whole = lie == "99999999999" || lie == "18446744073709551615";
        // A length beyond all records is passed over as it says, since what is so long is not held.
        let expected: &[&str] = if is_whole { &["a"] } else { &["a", "b"] };
        assert_eq!((titles(&batch).as_slice(), batch.refusals.len()), (expected, 1), "{lie}");
    }
}

#[test]
fn no_bytes_do_harm() {
    let seeds: Vec<Vec<u8>> = [
        "<rss><channel><item><title>a</title><description><![CDATA[<p>x</p>]]></description></item></channel></rss>",
        "<html lang=en><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"é\"}</script><article><p>x",
        "<doc title='a'><main><p>x &amp; y</p></main></doc><TEI><text><body><p>é</p></body></text></TEI><RECORD><GOID>1</GOID>",
        "1 of 2 DOCUMENTS\n\n  Gazette\n\n  11. März 2010\n\nTitle\n\nLENGTH: 3 words\n\nText\n\nLANGUAGE: ENGLISH\n",
        "Title\nGazette\nMay 1, 2010\nLength:\u{a0}3 words\nBody\n\nText é\n\nClassification\n\nEnd of Document\n",
        "HD\nTitle\nPD\n1 May 2010\nSN\nGazette\nLP\nText\n\nDocument GAZ0000020100501e\n<span class='enHeadline'>x</span>",
        "____________________________________________________________\nTitle: a\nFull text: b\n\nc\nPublication date: May 1, 2010\n",
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 60\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>ab\r\n0\r\n\r\n",
    ]
    .into_iter()
    .map(|seed| seed.as_bytes().to_vec())
    .collect();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    for _ in 0..40 {
        for seed in &seeds {
            let mut bytes = seed.clone();
            for _ in 0..=random(6) {
                let (at, to) = (random(bytes.len()), random(bytes.len()));
                match random(4) {
                    0 => bytes[at] = random(256) as u8,
                    1 => bytes.truncate(at + 1),
                    2 => bytes.insert(at, b"<>&;\"'=\n\0\xff"[random(10)]),
                    _ => bytes.extend_from_within(at.min(to)..at.max(to)),
                }
            }
            let _ = recognise(&bytes);
            for kind in KINDS {
                let _ = parsed(kind, &bytes);
            }
        }
    }
}
