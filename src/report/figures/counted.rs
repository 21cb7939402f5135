//! What is counted of questions to the bot, without who asked.

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Counted {
    /// A typed question got this topic's answer.
    Answered,
    /// A typed question got no answer.
    Unanswered,
    /// For a typed question there were topics to choose from.
    Choose,
    /// A topic was tapped.
    Shown,
    Liked,
    Disliked,
}

impl Counted {
    const NAMES: [(Self, &'static str); 6] = [
        (Self::Answered, "answered"),
        (Self::Unanswered, "unanswered"),
        (Self::Choose, "choose"),
        (Self::Shown, "shown"),
        (Self::Liked, "liked"),
        (Self::Disliked, "disliked"),
    ];

    /// The name under which it is stored.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(counted, _)| *counted == self).map_or("", |(_, name)| name)
    }

    /// `None` for a name that this program does not know.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, known)| *known == name).map(|(counted, _)| *counted)
    }
}
