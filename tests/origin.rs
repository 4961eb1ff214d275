//! Where articles and passages came from: every kind of evidence in several languages, and what only looks like it.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use retold::{
    article::{Article, Corpus, DatePrecision, DateSource, Published},
    origin::{self, EvidenceKind, Origins, Reason, Tier, agencies::Agencies, trace},
    pipeline::{self, Analysis},
    progress::Silent,
    settings::Settings,
    text,
    units::{ArticleId, OutletId},
};

use EvidenceKind::{Byline, Citation, Contribution, Copyright, Dateline, Outlet, Signature, Url};

/// Prose without any name in it.
const BODY: &str = "The ferry ran aground at dawn on Tuesday and all sixty-two passengers were brought ashore. Nobody was hurt.";

fn origins(article: Article, outlet: Option<&str>) -> (Origins, String) {
    let text = article.text.read().into_owned();
    let article = Article { outlet: outlet.map(|_| OutletId(0)), ..article };
    let corpus = Corpus {
        articles: vec![article],
        outlets: outlet.into_iter().map(Into::into).collect(),
        ..Corpus::default()
    };
    let texts = text::analyze(&corpus, &Silent);
    (trace(&corpus, &texts, &[], &[], &Agencies::built_in()), text)
}

/// The agency, the surest evidence and the text it stands on.
fn found(article: Article, outlet: Option<&str>) -> Option<(String, EvidenceKind, String)> {
    let (origins, text) = origins(article, outlet);
    let credit = origins.wire(ArticleId(0))?;
    let first = credit.evidence[0];
    let agency = origins.agencies[credit.agency as usize].id.clone();
    Some((agency, first.kind, first.span.map_or(String::new(), |span| span.of(&text).to_owned())))
}

fn in_text(text: &str) -> Option<(String, EvidenceKind, String)> {
    found(Article { text: text.into(), ..Article::default() }, Some("Caldmoor Post"))
}

/// The agency, the surest evidence, and the text it stands on.
type Expected<'a> = Option<(&'a str, EvidenceKind, &'a str)>;

/// `{}` stands for prose.
fn check(cases: &[(&str, Expected)]) {
    for (text, expected) in cases {
        let text = text.replace("{}", BODY);
        let found = in_text(&text);
        let found = found.as_ref().map(|(agency, kind, span)| (&**agency, *kind, &**span));
        assert_eq!(found, *expected, "{text}");
    }
}

#[test]
fn datelines() {
    check(&[
        ("CALDMOOR (AP) -\n{}", Some(("ap", Dateline, "CALDMOOR (AP)"))),
        ("GRAUENTAL (AP) — {}", Some(("ap", Dateline, "GRAUENTAL (AP)"))),
        ("(Reuters) - {}", Some(("reuters", Dateline, "(Reuters)"))),
        (
            "WASHINGTON/SAN FRANCISCO (Reuters) - {}",
            Some(("reuters", Dateline, "WASHINGTON/SAN FRANCISCO (Reuters)")),
        ),
        ("CHARLESTON, S.C. (AP) _ {}", Some(("ap", Dateline, "CHARLESTON, S.C. (AP)"))),
        ("PARIS, 3 May (AFP) - {}", Some(("afp", Dateline, "PARIS, 3 May (AFP)"))),
        ("BERLIN (dpa) - {}", Some(("dpa", Dateline, "BERLIN (dpa)"))),
        ("Berlin/Grauental (dpa/lno) – {}", Some(("dpa", Dateline, "Berlin/Grauental (dpa/lno)"))),
        ("LONDON, Reuters – {}", Some(("reuters", Dateline, "LONDON, Reuters"))),
        ("Madrid, 3 may (EFE).- {}", Some(("efe", Dateline, "Madrid, 3 may (EFE)"))),
        ("(ANSA) - ROMA, 03 MAG - {}", Some(("ansa", Dateline, "(ANSA)"))),
        ("BEIJING, Aug. 9 (Xinhua) -- {}", Some(("xinhua", Dateline, "BEIJING, Aug. 9 (Xinhua)"))),
        ("MOSCOW, November 3. /TASS/. {}", Some(("tass", Dateline, "MOSCOW, November 3. /TASS/"))),
        ("МОСКВА, 3 ноя - РИА Новости. {}", Some(("ria-novosti", Dateline, "МОСКВА, 3 ноя - РИА Новости"))),
        ("SÃO PAULO (Reuters) - {}", Some(("reuters", Dateline, "SÃO PAULO (Reuters)"))),
        ("Addis Ababa, May 3, 2020 (ENA) {}", None),
        ("ADDIS ABABA, May 3, 2020 (ENA) {}", Some(("ena", Dateline, "ADDIS ABABA, May 3, 2020 (ENA)"))),
        ("DENVER (AP/WXYZ) - {}", Some(("ap", Dateline, "DENVER (AP/WXYZ)"))),
        ("A photo. (AP Photo/Ada Quill) GRAUENTAL (AP) — {}", Some(("ap", Dateline, "GRAUENTAL (AP)"))),
        ("A bishop on the quay. Ada Quill/AFP/\nGetty Images. {}", None),
        ("Ada Quill/Reuters/\n{}", None),
        ("GRAUENTAL (AP) — Ferry runs aground off the mole — AP News (@AP) 3 May 2020\n{}", None),
        // A station's call letters, abbreviations explained, a mark in small letters.
        ("ASHLEN, Wis. (WXYZ) - {}", None),
        ("Andhra Pradesh (AP) - {}", None),
        ("Students in Advanced Placement (AP) — courses of the college kind — met. {}", None),
        ("GRAUENTAL (ap) — {}", None),
        ("The mayor of Andhra (AP) spoke at length about the port. {}", None),
    ]);
}

#[test]
fn bylines() {
    check(&[
        (
            "Ferry runs aground\n\nBy The Associated Press\n\n{}",
            Some(("ap", Byline, "By The Associated Press")),
        ),
        ("By ADA QUILL, Associated Press\n{}", Some(("ap", Byline, "By ADA QUILL, Associated Press"))),
        ("By ADA QUILL\nAssociated Press\n{}", Some(("ap", Byline, "Associated Press"))),
        ("Von Ada Quill, dpa\n\n{}", Some(("dpa", Byline, "Von Ada Quill, dpa"))),
        ("Par Ada Quill, AFP\n\n{}", Some(("afp", Byline, "Par Ada Quill, AFP"))),
        ("Por Agência Brasil\n\n{}", Some(("agencia-brasil", Byline, "Por Agência Brasil"))),
        ("Por EFE\n\n{}", Some(("efe", Byline, "Por EFE"))),
        ("Ferry aground\nReuters Staff\n{}", Some(("reuters", Byline, "Reuters Staff"))),
        (
            "Ferry aground Updated: 2016-07-15 06:50 (Xinhua)\n{}",
            Some(("xinhua", Byline, "Ferry aground Updated: 2016-07-15 06:50 (Xinhua)")),
        ),
        (
            "Ferry aground\nXinhua | Updated: 2017-09-15 21:45\n{}",
            Some(("xinhua", Byline, "Xinhua | Updated: 2017-09-15 21:45")),
        ),
        ("AP\nGRAUENTAL, Fla. -- {}", Some(("ap", Byline, "AP"))),
        ("AP\n{}", None),
        ("TED S. QUILL\nThe Associated Press\n{}", Some(("ap", Citation, "The Associated Press"))),
        ("By Paul Reuters\n\n{}", None),
        ("Paul Reuters, a fisherman, saw it happen. {}", None),
    ]);
    let field = |byline: &str| {
        let article = Article { text: BODY.into(), byline: Some(byline.into()), ..Article::default() };
        found(article, None).map(|(agency, kind, _)| (agency, kind))
    };
    for (byline, agency) in [
        ("Associated Press", Some("ap")),
        ("MICHAEL QUILL, AP", Some("ap")),
        ("By Reuters", Some("reuters")),
        ("Agence France-Presse", Some("afp")),
        ("dpa", Some("dpa")),
        ("Redação com Estadão Conteúdo", Some("estadao-conteudo")),
        ("Paul Reuters", None),
        ("Ada Quill", None),
        ("Photo: AP", None),
    ] {
        assert_eq!(field(byline), agency.map(|agency| (agency.to_owned(), Byline)), "{byline}");
    }
}

#[test]
fn copyright_lines() {
    check(&[
        (
            "{}\n© 2020 The Associated Press. All rights reserved.",
            Some(("ap", Copyright, "© 2020 The Associated Press")),
        ),
        (
            "{}\nCopyright 2016 The Associated Press. All rights reserved. This may not be published.",
            Some(("ap", Copyright, "Copyright 2016 The Associated Press")),
        ),
        ("{}\n(c) 2017 Agence France-Presse", Some(("afp", Copyright, "(c) 2017 Agence France-Presse"))),
        (
            "{}\n\n© 2021 dpa-infocom GmbH, alle Rechte vorbehalten",
            Some(("dpa", Copyright, "© 2021 dpa-infocom")),
        ),
        // Pictures.
        ("© AP Photo\n{}", None),
        ("© AP Photo/Ada Quill\n{}", None),
        ("A boat © 2016 AP Photo/Ada Quill\n{}", None),
        ("A boat. Photo: Ada Quill/Getty/AFP\n{}", None),
        ("Image copyright Reuters Image caption A boat\n{}", None),
        ("A boat (Ada Quill, File/Associated Press)\n{}", None),
        ("A boat. REUTERS/Ada Quill\n{}", None),
        ("A boat. (Photo: Ada Quill, AP)\n{}", None),
        ("Ein Boot. Foto: dpa\n{}", None),
        ("A boat. Ada Quill/AFP via Getty Images\n{}", None),
    ]);
}

#[test]
fn contributions() {
    check(&[
        (
            "{}\n\nThe Associated Press contributed to this report.",
            Some(("ap", Contribution, "The Associated Press contributed")),
        ),
        ("{}\n\nAda Quill and AP contributed to this story.", Some(("ap", Contribution, "AP contributed"))),
        (
            "{}\n___\nAssociated Press writers Ada Quill in Richmond, Va., and Bo Teague in Grauental contributed to this report.",
            Some((
                "ap",
                Contribution,
                "Associated Press writers Ada Quill in Richmond, Va., and Bo Teague in Grauental contributed",
            )),
        ),
        (
            "{}\nContributing: Ada Quill, USA News; The Associated Press",
            Some(("ap", Contribution, "Contributing: Ada Quill, USA News; The Associated Press")),
        ),
        (
            "{}\nWith files from Ada Quill and The Canadian Press",
            Some(("canadian-press", Contribution, "With files from Ada Quill and The Canadian Press")),
        ),
        (
            "{}\nInformation from The Associated Press was used in this report.",
            Some(("ap", Contribution, "Information from The Associated Press was used")),
        ),
        ("{}\nMit Material von AFP und dpa", Some(("afp", Contribution, "Mit Material von AFP"))),
        (
            "Die Fähre liegt fest, niemand wurde verletzt (mit dpa). {}",
            Some(("dpa", Contribution, "mit dpa")),
        ),
        ("{}\nLe Courrier avec AFP", Some(("afp", Contribution, "avec AFP"))),
        ("{} (*Com informações da AFP)", Some(("afp", Contribution, "Com informações da AFP"))),
        ("{}\nCon información de EFE y Reuters", Some(("efe", Contribution, "Con información de EFE"))),
        ("{}\nCon informazioni di ANSA", Some(("ansa", Contribution, "Con informazioni di ANSA"))),
        ("{}\nKälla: TT", Some(("tt", Contribution, "Källa: TT"))),
        ("{}\nMed material från TT och Reuters", Some(("tt", Contribution, "Med material från TT"))),
        ("{}\nŹródło: PAP", Some(("pap", Contribution, "Źródło: PAP"))),
        (
            "{}\nThis report contains material from The Associated Press, Reuters and others.",
            Some(("ap", Contribution, "contains material from The Associated Press")),
        ),
        (
            "{} An Associated Press report is included.",
            Some(("ap", Contribution, "Associated Press report is included")),
        ),
        ("He focused on money that came from BTA bank in those years. {}", None),
        ("From Reuters:\n{}", Some(("reuters", Citation, "Reuters"))),
        ("Il a parlé avec AFP pendant une heure du naufrage et de la brume sur le port. {}", None),
    ]);
}

#[test]
fn signatures() {
    check(&[
        ("{}\n\ndpa", Some(("dpa", Signature, "dpa"))),
        ("{} (AFP)", Some(("afp", Signature, "(AFP"))),
        ("{}\n(AFP)", Some(("afp", Signature, "AFP"))),
        ("{} / AFP, AP e REUTERS", Some(("afp", Signature, "AFP"))),
        ("{}\nReuters", Some(("reuters", Signature, "Reuters"))),
        ("{} PTI SKC DV", Some(("pti", Signature, "PTI"))),
        ("{} — AP", Some(("ap", Signature, "AP"))),
        ("{} EFE", Some(("efe", Signature, "EFE"))),
        (
            "{}\n-- City News Service, photo by Ada Quill",
            Some(("city-news-service", Signature, "City News Service")),
        ),
        ("{} AFP\n(Caldmoor Post, page 4)", None),
        // Below a caption it is a picture's.
        ("{}\nFishing boats wait in the harbour\nReuters", Some(("reuters", Citation, "Reuters"))),
    ]);
}

#[test]
fn citations_are_never_wire() {
    check(&[
        ("{} The harbour master told AFP that the fog was dense.", Some(("afp", Citation, "told AFP"))),
        ("Reuters reported the accident first, at noon. {}", Some(("reuters", Citation, "Reuters reported"))),
        (
            "{} That is according to the Associated Press, which spoke to witnesses.",
            Some(("ap", Citation, "according to the Associated Press")),
        ),
        (
            "\"I read The Associated Press every day,\" the captain said. {}",
            Some(("ap", Citation, "The Associated Press")),
        ),
        ("Laut dpa war der Nebel dicht, und niemand sah die Boje. {}", Some(("dpa", Citation, "Laut dpa"))),
        (
            "Le capitaine a déclaré à l'AFP que le brouillard était dense. {}",
            Some(("afp", Citation, "à l'AFP")),
        ),
        ("Según EFE, la niebla era densa en el puerto. {}", Some(("efe", Citation, "Según EFE"))),
        (
            "O capitão disse à Reuters que havia neblina no porto. {}",
            Some(("reuters", Citation, "à Reuters")),
        ),
        (
            "Bloomberg said that he would run, and told Reuters so. {}",
            Some(("reuters", Citation, "told Reuters")),
        ),
        ("AP students met in the hall. The AP course was new. {}", None),
        ("See reuters.com or write to @Reuters and ada@ap.org for more. {}", None),
        ("An AP-NORC poll and a Reuters/Ipsos poll were quoted on the ferry. {}", None),
    ]);
}

#[test]
fn outlets_and_addresses() {
    let at = |outlet: Option<&str>, url: Option<&str>| {
        let article = Article { text: BODY.into(), url: url.map(Into::into), ..Article::default() };
        found(article, outlet).map(|(agency, kind, _)| (agency, kind))
    };
    let cases = [
        (Some("reuters.com"), None, Some(("reuters", Outlet))),
        (Some("uk.reuters.com"), None, Some(("reuters", Outlet))),
        (Some("reuters"), None, Some(("reuters", Outlet))),
        (Some("Associated Press"), None, Some(("ap", Outlet))),
        (Some("notreuters.com"), None, None),
        (None, Some("https://apnews.com/article/x"), Some(("ap", Outlet))),
        (Some("post.example"), Some("https://post.example/ap-top-news/x"), Some(("ap", Url))),
        (Some("post.example"), Some("https://post.example/reuters/2020/x"), Some(("reuters", Url))),
        (Some("post.example"), Some("https://post.example/apple-news/x?from=/ap/"), None),
    ];
    for (outlet, url, expected) in cases {
        let expected = expected.map(|(agency, kind)| (agency.to_owned(), kind));
        assert_eq!(at(outlet, url), expected, "{outlet:?} {url:?}");
    }
}

#[test]
fn the_surest_evidence_leads_and_ties_go_to_the_first() {
    let text = format!(
        "Reuters reported it. AFP said so.\nGRAUENTAL (AP) — {BODY}\n© 2020 The Associated Press\nWith files from Reuters"
    );
    let (origins, _) = origins(Article { text: text.into(), ..Article::default() }, None);
    let credit = origins.wire(ArticleId(0)).unwrap();
    assert_eq!(origins.agencies[credit.agency as usize].id, "ap");
    assert_eq!(credit.tier(), Tier::Strong);
    let kinds: Vec<EvidenceKind> = credit.evidence.iter().map(|evidence| evidence.kind).collect();
    assert_eq!(kinds, [Dateline, Copyright]);
    assert!(origins.is_wire(ArticleId(0)));
    let others: Vec<_> = origins.credits[0][1..]
        .iter()
        .map(|c| (&*origins.agencies[c.agency as usize].id, c.tier()))
        .collect();
    assert_eq!(others, [("reuters", Tier::Strong), ("afp", Tier::CitedOnly)]);
}

/// Four paragraphs of narration.
const PARAGRAPHS: [&str; 4] = [
    "The ferry Morrow ran aground at dawn on Tuesday off the northern mole, and the coast guard brought all sixty-two passengers ashore in small boats before the tide turned.",
    "Divers who went down in the afternoon found a tear of four metres below the waterline, and the owners have hired a tug from Caldmoor to keep the hull from shifting overnight.",
    "Fishermen in the village had complained for weeks that the light on the outer buoy no longer worked, and the harbour office had promised to replace it by the end of the month.",
    "A second ferry will serve the island from Thursday, the district announced in the evening, while islanders who must reach the hospital can ask for a seat in the pilot boat.",
];

struct Given<'a> {
    outlet: u32,
    hour: Option<i64>,
    text: &'a str,
}

fn analyze(outlets: &[&str], given: &[Given]) -> (Corpus, Analysis) {
    let articles = given.iter().enumerate().map(|(index, given)| Article {
        id: format!("a{index}"),
        outlet: Some(OutletId(given.outlet)),
        text: given.text.into(),
        published: given.hour.map(|hour| Published {
            seconds: 1_741_046_400 + hour * 3600,
            precision: DatePrecision::Second,
            source: DateSource::Published,
        }),
        ..Article::default()
    });
    let corpus = Corpus {
        articles: articles.collect(),
        outlets: outlets.iter().map(|&name| name.into()).collect(),
        ..Corpus::default()
    };
    let analysis = pipeline::analyze(&corpus, &Settings::default(), &Silent);
    (corpus, analysis)
}

/// Agency, the agency's own article, tier and reason of a passage's source.
type Sourced = Option<(String, Option<u32>, Tier, Reason)>;

fn reasons(analysis: &Analysis) -> Vec<Sourced> {
    let origins = &analysis.origins;
    let named = |source: &origin::Source| {
        let agency = origins.agencies[source.agency as usize].id.clone();
        (agency, source.article.map(|id| id.0), source.tier, source.reason)
    };
    origins.sources.iter().map(|source| source.as_ref().map(named)).collect()
}

#[test]
fn shared_text_gives_an_uncredited_copy_away() {
    let credited = format!("GRAUENTAL (AP) — {}", PARAGRAPHS.join("\n\n"));
    let copy = PARAGRAPHS[..3].join("\n\n");
    let outlets = ["Caldmoor Post", "Pellworth Gazette"];
    let tiers = |given: &[Given]| {
        let (_, analysis) = analyze(&outlets, given);
        let origins = &analysis.origins;
        let tiers: Vec<Option<Tier>> = (0..given.len())
            .map(|id| origins.wire(ArticleId(id as u32)).map(|credit| credit.tier()))
            .collect();
        (tiers, reasons(&analysis))
    };
    let given = |outlet, hour, text| Given { outlet, hour, text };
    let (found, sources) = tiers(&[given(0, Some(0), &credited), given(1, Some(5), &copy)]);
    assert_eq!(found, [Some(Tier::Strong), Some(Tier::Textual)]);
    assert_eq!(sources, vec![Some(("ap".to_owned(), None, Tier::Strong, Reason::Credit)); 3]);
    // One shared paragraph of an article of its own words is not enough; nor is a copy that came first, or undated.
    let own = format!("{copy}\n\n{}", PARAGRAPHS[3]);
    let partly = format!(
        "{}\n\n{}\n\n{}",
        PARAGRAPHS[0],
        "Caldmoor has nothing to do with it, the mayor of the town wrote to its citizens on the same day in a letter of three long pages about other things entirely.",
        "Nor has Pellworth, where the council met until late in the night to speak of schools, of roads and of the price of coal for the winter that is coming."
    );
    assert_eq!(
        tiers(&[given(0, Some(0), &credited), given(1, Some(5), &partly)]).0,
        [Some(Tier::Strong), None]
    );
    assert_eq!(
        tiers(&[given(1, Some(-9), &own), given(0, Some(0), &credited)]).0,
        [None, Some(Tier::Strong)]
    );
    assert_eq!(tiers(&[given(0, Some(0), &credited), given(1, None, &own)]).0, [Some(Tier::Strong), None]);
    // A contribution makes nobody's copy the agency's.
    let contributed =
        format!("{}\n\nThe Associated Press contributed to this report.", PARAGRAPHS.join("\n\n"));
    let (found, sources) = tiers(&[given(0, Some(0), &contributed), given(1, Some(5), &copy)]);
    assert_eq!(found, [Some(Tier::Strong), None]);
    assert_eq!(sources[0], Some(("ap".to_owned(), None, Tier::Strong, Reason::Contribution)));
}

#[test]
fn passages_have_a_source_only_with_evidence() {
    let text = PARAGRAPHS.join("\n\n");
    let outlets = ["Caldmoor Post", "Pellworth Gazette", "reuters.com"];
    let given = |outlet, hour, text| Given { outlet, hour: Some(hour), text };
    let of = |given: &[Given]| reasons(&analyze(&outlets, given).1);
    // First seen alone is never a source.
    assert_eq!(of(&[given(0, 0, &text), given(1, 5, &text)]), vec![None; 4]);
    // The agency's own article, when nobody carries it earlier.
    let own = Some(("reuters".to_owned(), Some(0), Tier::Strong, Reason::AgencyOutlet));
    assert_eq!(of(&[given(2, 0, &text), given(1, 5, &text)]), vec![own; 4]);
    let later = Some(("reuters".to_owned(), None, Tier::Strong, Reason::Credit));
    assert_eq!(of(&[given(1, 0, &text), given(2, 5, &text)]), vec![later; 4]);
    // Two agencies contradict each other.
    let other = format!("GRAUENTAL (AP) — {text}");
    assert_eq!(of(&[given(2, 0, &text), given(1, 5, &other)]), vec![None; 4]);
    // Quotations are the speaker's.
    let quoted = format!("GRAUENTAL (AP) — The captain spoke at noon.\n\n\"{}\"", PARAGRAPHS[0]);
    let again = format!("He said it again in the evening at the inn.\n\n\"{}\"", PARAGRAPHS[0]);
    assert_eq!(of(&[given(0, 0, &quoted), given(1, 5, &again)]), [None]);
}
