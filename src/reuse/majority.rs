//! Which outlet can have most of the articles that a text stands in, in one pass and eight bytes.

/// Boyer and Moore's majority vote (1981): the only outlet that can have most of the articles. Outlets are numbered
/// from 1; 0 is an unknown one, which has no template.
#[derive(Clone, Copy, Default)]
pub(super) struct Majority {
    candidate: u32,
    votes: u32,
}

impl Majority {
    /// The candidate; 0 when no known outlet can have most.
    pub(super) fn candidate(self) -> u32 {
        self.candidate
    }

    /// Counts an article of that outlet.
    pub(super) fn vote(&mut self, outlet: u32) {
        if self.votes == 0 {
            *self = Self { candidate: outlet, votes: u32::from(outlet > 0) };
        } else if outlet == self.candidate {
            self.votes += 1;
        } else {
            self.votes -= 1;
        }
    }

    /// Whether the candidate may have that share of the articles: every vote lost took one of another outlet.
    pub(super) fn may_reach(self, share: f64, n_articles: u32) -> bool {
        let most = f64::from(self.votes) + f64::from(n_articles - self.votes) / 2.0;
        self.candidate > 0 && most >= share * f64::from(n_articles) - 1e-9
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_one_with_most_is_found() {
        let vote = |outlets: &[u32]| {
            let mut majority = Majority::default();
            outlets.iter().for_each(|&outlet| majority.vote(outlet));
            (majority.candidate(), majority.may_reach(0.9, outlets.len() as u32))
        };
        assert_eq!(vote(&[1, 2, 1, 1, 1, 1, 1, 1, 1, 1]), (1, true));
        assert_eq!(vote(&[2, 3, 1, 1, 1, 1, 1, 1, 1, 1]).0, 1);
        assert!(!vote(&[1, 2, 1, 2]).1);
        assert_eq!(vote(&[0, 0, 0]), (0, false));
    }
}
