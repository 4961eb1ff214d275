//! The words by which a paragraph gives away that it is not prose: how it begins, and what stands anywhere in it.
//!
//! Data for [`super::furniture`], in the languages of the press that was at hand; another language needs lines here only.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::Furniture;

/// Openings of a paragraph that give its kind away, in lower case. Only short paragraphs count.
pub(super) const OPENINGS: &[(Furniture, &[&str])] = &[
    (
        Furniture::Caption,
        &[
            "image caption",
            "media caption",
            "enlarge this image",
            "toggle caption",
            "hide caption",
            "bildunterschrift",
        ],
    ),
    (
        Furniture::Credit,
        &[
            "©",
            "(c)",
            "copyright ",
            "photo:",
            "photo by ",
            "photos:",
            "photograph:",
            "image:",
            "image source",
            "picture:",
            "foto:",
            "crédit ",
            "crédits ",
            "credit:",
            "with assistance from",
            "to contact the ",
            "write to ",
            "reporting by ",
            "additional reporting by ",
            "editing by ",
            "the associated press contributed",
            "associated press writer",
            "mit material von",
            "avec afp",
            "avec agences",
        ],
    ),
    (
        Furniture::Promotion,
        &[
            "read more",
            "read also",
            "also read",
            "related:",
            "see also",
            "more:",
            "more from ",
            "watch:",
            "watch live",
            "listen:",
            "sign up",
            "subscribe",
            "click here",
            "follow us",
            "follow ",
            "like us on",
            "download our",
            "for more articles like this",
            "for more ",
            "get our",
            "advertisement",
            "story continues below",
            "story continued below",
            "continue reading",
            "recommended:",
            "don't miss",
            "don’t miss",
            "scroll down",
            "lesen sie auch",
            "mehr zum thema",
            "anzeige",
            "abonnieren",
            "melden sie sich",
            "jetzt anmelden",
            "newsletter",
            "lire aussi",
            "à lire aussi",
            "lire la suite",
            "abonnez-vous",
            "recevez ",
            "s'abonner",
            "publicité",
            "inscrivez-vous",
            "leia também",
            "leia mais",
            "veja também",
            "saiba mais",
            "assine",
            "lea también",
            "lee también",
            "suscríbete",
        ],
    ),
    (
        Furniture::Navigation,
        &[
            "log in",
            "login",
            "register",
            "share this",
            "share on",
            "share ",
            "comments",
            "comment",
            "newsfeed",
            "home",
            "menu",
            "loading",
            "loader",
            "print",
            "email",
            "to participate in the discussion",
            "last updated",
            "updated ",
            "published ",
            "image",
            "chats",
            "skip to",
        ],
    ),
];

/// Openings of promotion that whole sentences of prose begin with, too: they decide only for labels.
pub(super) const ALSO_PROSE: &[&str] =
    &["follow ", "for more ", "more from ", "listen:", "watch:", "more:", "scroll down", "newsletter"];

/// Words anywhere in a paragraph that give its kind away, in lower case. Only short paragraphs count.
const FORMS: &[(Furniture, &[&str])] = &[
    (
        Furniture::Credit,
        &[
            "contributed to this report",
            "contributed to this story",
            "contributed to this article",
            "contributed reporting",
            "all rights reserved",
            "may not be published, broadcast, rewritten",
            "alle rechte vorbehalten",
            "tous droits réservés",
            "todos os direitos reservados",
            "todos los derechos reservados",
        ],
    ),
    (Furniture::Caption, &["toggle caption", "hide caption"]),
    (
        Furniture::Promotion,
        &[
            "click here to",
            "by clicking here",
            "join our facebook group",
            "sign up to receive",
            "sign up for our",
            "our newsletter",
            "our free newsletter",
            "unserem newsletter",
            "kostenlosen newsletter",
            "notre newsletter",
            "notre lettre d’information",
            "nossa newsletter",
            "nuestro boletín",
            "this story has been updated",
            "this article has been updated",
            "this is a developing story",
            "to get the app",
            "on your mobile device",
        ],
    ),
];

fn forms() -> impl Iterator<Item = (Furniture, &'static str)> {
    FORMS.iter().flat_map(|&(kind, forms)| forms.iter().map(move |form| (kind, *form)))
}

/// One automaton for all forms. A few dozen short literals cannot be too many for it, so it is always there.
static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder().ascii_case_insensitive(true).build(forms().map(|(_, form)| form)).ok()
});

/// The kind of paragraph that one of the forms gives away; the first form in the text decides.
pub(super) fn find(paragraph: &str) -> Option<Furniture> {
    let found = FINDER.as_ref()?.find(paragraph)?;
    forms().nth(found.pattern().as_usize()).map(|(kind, _)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_found_in_any_case() {
        assert_eq!(find("Ada Quill and Jon Bell Contributed to this report."), Some(Furniture::Credit));
        assert_eq!(find("A boat in the harbour. Hide Caption 3 of 9"), Some(Furniture::Caption));
        assert_eq!(find("This story has been updated with new details."), Some(Furniture::Promotion));
        assert_eq!(find("She contributed a report to the council."), None);
    }
}
