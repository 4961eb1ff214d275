//! An event: its numbers, its articles in order of time, the text they share, and what nearly belonged.

use std::{
    collections::{BTreeMap, HashMap},
    io::{self, Write},
};

use super::{
    super::{
        ACCENT, BOLD, CAUTION, DIM, Hint, PLAIN, Page, View,
        cells::{clean, counted, number},
        charts, next,
        relation::fact,
        timeline::Times,
    },
    ARTICLES, Headline, article, first, head, marks, notice, period, quotation, size, some,
};
use crate::run::records::{Article, Event, First, Story};

/// Kinds of passages in the order in which they are shown: what is reported first.
const KINDS: [&str; 8] =
    ["narration", "mixed", "quotation", "revision", "caption", "stock", "template", "furniture"];

/// Passages of a kind that are shown.
const PASSAGES: usize = 5;

/// Close decisions that are shown.
const CLOSE: usize = 5;

/// Names of outlets.
const OUTLETS: usize = 12;

/// An event, or the only article of one.
pub(crate) struct Shown {
    /// What is shown in place of what was asked for.
    pub(crate) notice: Option<String>,
    /// Its line; `None` for an event of one article.
    pub(crate) event: Option<Event>,
    /// Its articles in order of time.
    pub(crate) articles: Vec<Article>,
    /// Its story, if that has more events.
    pub(crate) story: Option<Story>,
    /// Passages in two of its articles or more; those of an event of one article are shared with others.
    pub(crate) passages: Vec<Shared>,
    /// Decisions that could have gone the other way.
    pub(crate) close: Vec<Close>,
}

/// A passage in articles of the event.
pub(crate) struct Shared {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) text: Option<String>,
    pub(crate) tokens: u64,
    /// Articles that carry it: of the event, or all for an event of one article.
    pub(crate) articles: u64,
    pub(crate) first: Option<First>,
}

/// A decision that could have gone the other way.
pub(crate) struct Close {
    /// The event on the other side; `None` when this one nearly fell apart.
    pub(crate) other: Option<Other>,
    /// An article of this event.
    pub(crate) own: String,
    /// An article of the other side.
    pub(crate) theirs: String,
    pub(crate) score: f64,
    pub(crate) cut: f64,
}

/// Another event.
pub(crate) struct Other {
    pub(crate) id: String,
    /// Its label, or the headline of its only article.
    pub(crate) label: Option<String>,
    pub(crate) size: u64,
}

/// Writes the page.
pub(crate) fn render(shown: &Shown, hints: &[Hint], view: View, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, view };
    notice(&mut page, shown.notice.as_deref())?;
    if let Some(event) = &shown.event {
        numbers(&mut page, event, shown.story.as_ref())?;
        let mut times = Times::default();
        for article in &shown.articles {
            times.add(article.published.as_deref(), article.date_precision == "month");
        }
        if let Some(timeline) = times.over(view.width.saturating_sub(4)) {
            charts::days(&mut page, &timeline)?;
        }
        articles(&mut page, shown, event.first_in_dump.as_ref())?;
    } else if let Some(article) = shown.articles.first() {
        alone(&mut page, article, shown.story.as_ref())?;
    }
    passages(&mut page, shown)?;
    close(&mut page, &shown.close)?;
    next(&mut page, hints)
}

fn numbers(page: &mut Page, event: &Event, story: Option<&Story>) -> io::Result<()> {
    let texts = counted(event.independent_count, "independent text");
    head(page, &event.label, &[clean(&event.id), size(event.size, &event.outlets), texts])?;
    let (from, to) = (event.first_seen.as_deref(), event.last_seen.as_deref());
    fact(page, "published", &period(from, to))?;
    if let Some(earliest) = &event.first_in_dump {
        fact(page, "first here", &first(earliest))?;
    }
    if !event.outlets.is_empty() {
        fact(page, "outlets", &some(&event.outlets, OUTLETS))?;
    }
    if !event.keywords.is_empty() {
        fact(page, "keywords", &some(&event.keywords, event.keywords.len()))?;
    }
    let cohesion = &event.cohesion;
    fact(page, "cohesion", &format!("mean {:.2}, weakest article {:.2}", cohesion.mean, cohesion.weakest))?;
    if let Some(confidence) = event.confidence {
        fact(page, "confidence", &format!("{confidence:.2}"))?;
    }
    of_story(page, story)
}

fn of_story(page: &mut Page, story: Option<&Story>) -> io::Result<()> {
    let Some(story) = story else { return Ok(()) };
    let events = counted(story.events.len() as u64, "event");
    fact(page, "story", &format!("{} · {events} · {}", clean(&story.label), clean(&story.id)))
}

fn articles(page: &mut Page, shown: &Shown, earliest: Option<&First>) -> io::Result<()> {
    // Which article was the first to have a headline.
    let mut headlines: HashMap<String, &str> = HashMap::new();
    let mut listed = Vec::with_capacity(shown.articles.len());
    for line in &shown.articles {
        let Some(title) = line.title.as_deref().map(clean).filter(|title| !title.is_empty()) else {
            listed.push(Headline::Own);
            continue;
        };
        listed.push(headlines.get(&title).map_or(Headline::Own, |&id| Headline::Same(id)));
        headlines.entry(title).or_insert(&line.id);
    }
    let aside = format!("in order of time · {}", counted(headlines.len() as u64, "headline"));
    page.heading("Articles", &aside)?;
    for (line, headline) in shown.articles.iter().zip(listed).take(ARTICLES) {
        let mut marks = marks(line);
        if let Some(first) = earliest.filter(|first| first.article_id == line.id) {
            let first = if first.tie { "perhaps first in this dump" } else { "first in this dump" };
            marks.insert(1, first.to_owned());
        }
        article(page, line, headline, &marks)?;
    }
    page.more(ARTICLES, shown.articles.len() as u64, "article")
}

/// The only article of an event.
fn alone(page: &mut Page, line: &Article, story: Option<&Story>) -> io::Result<()> {
    article(page, line, Headline::Own, &marks(line))?;
    if let Some(lang) = &line.lang {
        fact(page, "language", &clean(lang))?;
    }
    fact(page, "words", &number(line.tokens))?;
    fact(page, "read from", &format!("{}, record {}", clean(&line.source_file), line.source_row))?;
    of_story(page, story)
}

fn passages(page: &mut Page, shown: &Shown) -> io::Result<()> {
    let aside = match (&shown.event, shown.passages.len() as u64) {
        (None, 0) => return page.paragraph("It shares no paragraph with another article.", 2, PLAIN),
        (Some(_), 0) => {
            page.heading("Shared text", "")?;
            return page.paragraph("No paragraph stands in two of its articles.", 2, PLAIN);
        }
        (Some(_), n) => format!("{} in two of its articles or more", counted(n, "passage")),
        (None, n) => format!("{} that other articles carry, too", counted(n, "passage")),
    };
    page.heading("Shared text", &aside)?;
    let mut kinds: BTreeMap<(usize, &str), Vec<&Shared>> = BTreeMap::new();
    for passage in &shown.passages {
        let order = KINDS.iter().position(|kind| *kind == passage.kind).unwrap_or(KINDS.len());
        kinds.entry((order, &passage.kind)).or_default().push(passage);
    }
    for ((_, kind), mut passages) in kinds {
        passages.sort_by(|a, b| {
            (b.articles, b.tokens).cmp(&(a.articles, a.tokens)).then_with(|| a.id.cmp(&b.id))
        });
        let count = counted(passages.len() as u64, "passage");
        page.line(&[("  ", PLAIN), (&clean(kind), BOLD), ("  ", PLAIN), (&count, DIM)])?;
        for passage in passages.iter().take(PASSAGES) {
            shared(page, passage)?;
        }
        page.more(PASSAGES, passages.len() as u64, "passage")?;
    }
    Ok(())
}

fn shared(page: &mut Page, passage: &Shared) -> io::Result<()> {
    let articles = format!("{:>6}×  ", number(passage.articles));
    let facts = format!("{}  {}", clean(&passage.id), counted(passage.tokens, "word"));
    page.line(&[(&articles, ACCENT), (&facts, PLAIN)])?;
    let earliest = passage.first.as_ref().map_or("first unknown: no dates".to_owned(), |earliest| {
        let name = clean(earliest.outlet.as_deref().unwrap_or(&earliest.article_id));
        format!("first {}{name}", if earliest.tie { "perhaps " } else { "" })
    });
    page.paragraph(&earliest, 9, PLAIN)?;
    quotation(page, passage.text.as_deref(), 9, 2)
}

fn close(page: &mut Page, decisions: &[Close]) -> io::Result<()> {
    let (near, apart): (Vec<&Close>, Vec<&Close>) =
        decisions.iter().partition(|decision| decision.other.is_some());
    if !near.is_empty() {
        page.heading("Almost belonged", "mean score of the two events, and the cut it missed")?;
    }
    for decision in near.iter().take(CLOSE) {
        let Some(other) = &decision.other else { continue };
        scores(page, decision)?;
        page.paragraph(&clean(other.label.as_deref().unwrap_or("untitled")), 4, BOLD)?;
        let size = counted(other.size, "article");
        page.paragraph(&format!("{} · {size} · {}", clean(&other.id), pair(decision)), 4, DIM)?;
    }
    page.more(CLOSE, near.len() as u64, "event")?;
    if !apart.is_empty() {
        page.heading("Nearly fell apart", "mean score of two parts, and the cut it reached")?;
    }
    for decision in apart.iter().take(CLOSE) {
        scores(page, decision)?;
        page.paragraph(&pair(decision), 4, CAUTION)?;
    }
    page.more(CLOSE, apart.len() as u64, "decision")
}

fn scores(page: &mut Page, decision: &Close) -> io::Result<()> {
    let Close { score, cut, .. } = *decision;
    let score = format!("  {score:.4}");
    page.line(&[(&score, ACCENT), (&format!("  of {cut}"), PLAIN)])
}

fn pair(decision: &Close) -> String {
    format!("nearest: {} and {}", clean(&decision.own), clean(&decision.theirs))
}
