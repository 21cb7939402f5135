//! The figures of an evaluation.
//!
//! Invariant: every share is between 0 and 1, or absent where there was nothing to take a share of.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::{Answered, Zone, name};

/// The figures for all questions of one language, or of one language and style.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// An ISO 639-1 code, or `all` where the questions name no language.
    pub language: String,
    /// `None` for all styles together.
    pub style: Option<String>,
    /// The number of questions that the knowledge base answers.
    pub in_scope: usize,
    /// The number of questions that it does not.
    pub out_of_scope: usize,
    /// The share of in-scope questions whose right topic is ranked first.
    pub right_first: Option<f64>,
    /// The share of in-scope questions whose right topic is among the first three.
    pub right_in_three: Option<f64>,
    /// The share of in-scope questions that were answered directly with a wrong topic.
    pub wrong_direct: Option<f64>,
    /// The share of in-scope questions that got the right answer or the right one among the choices.
    pub helped: Option<f64>,
    /// The share of in-scope questions that were answered directly.
    pub direct: Option<f64>,
    /// The share of out-of-scope questions that were not answered directly.
    pub out_not_direct: Option<f64>,
    /// The share of out-of-scope questions that were refused: neither answered nor given choices.
    pub out_unknown: Option<f64>,
    /// How well the confidence tells in-scope from out-of-scope: the likelihood that of one of each the in-scope
    /// question has the higher one.
    pub auroc: Option<f64>,
    /// The share of out-of-scope questions refused at the confidence that lets 90 % of the in-scope ones through.
    pub refused_at_90: Option<f64>,
}

/// What was asked, what was taken for it, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confusion {
    pub asked: String,
    pub answered: String,
    pub count: usize,
}

/// The outcome of an evaluation.
#[derive(Debug, Clone)]
pub struct Report {
    /// For each language, all styles first and then each style.
    pub groups: Vec<Group>,
    /// The most frequent first.
    pub confusions: Vec<Confusion>,
    /// The median time for one question.
    pub p50: Duration,
    /// The time within which 99 of 100 questions were answered.
    pub p99: Duration,
    /// Topics that the questions expect and the knowledge base does not have.
    pub unknown_topics: Vec<String>,
    pub(super) answered: Vec<Answered>,
}

impl Report {
    pub(super) fn new(answered: Vec<Answered>, unknown_topics: Vec<String>) -> Self {
        let mut members: BTreeMap<(usize, Option<&str>), Vec<&Answered>> = BTreeMap::new();
        let mut languages = vec![];
        for one in &answered {
            let language = one.case.language;
            let at = languages.iter().position(|known| *known == language).unwrap_or_else(|| {
                languages.push(language);
                languages.len() - 1
            });
            members.entry((at, None)).or_default().push(one);
            if let Some(style) = &one.case.style {
                members.entry((at, Some(style))).or_default().push(one);
            }
        }
        let groups = members
            .iter()
            .map(|((language, style), members)| Group::new(name(languages[*language]), *style, members))
            .collect();
        let mut times: Vec<Duration> = answered.iter().map(|one| one.took).collect();
        times.sort_unstable();
        let percentile = |percent: usize| {
            let at = (times.len() * percent).div_ceil(100).saturating_sub(1);
            times.get(at).copied().unwrap_or_default()
        };
        Self {
            groups,
            confusions: confusions(&answered),
            p50: percentile(50),
            p99: percentile(99),
            unknown_topics,
            answered,
        }
    }

    /// The figures for all questions of a language (`all` where they name none).
    pub fn group(&self, language: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.language == language && group.style.is_none())
    }
}

impl Group {
    fn new(language: &str, style: Option<&str>, members: &[&Answered]) -> Self {
        let (outside, inside): (Vec<&Answered>, Vec<&Answered>) =
            members.iter().copied().partition(|one| one.out_of_scope());
        let share = |of: &[&Answered], holds: fn(&Answered) -> bool| {
            let count = of.iter().filter(|one| holds(one)).count();
            (!of.is_empty()).then(|| count as f64 / of.len() as f64)
        };
        let confidences = |of: &[&Answered]| {
            let mut confidences: Vec<f64> = of.iter().map(|one| one.confidence).collect();
            confidences.sort_by(f64::total_cmp);
            confidences
        };
        let (ours, others) = (confidences(&inside), confidences(&outside));
        Self {
            language: language.to_owned(),
            style: style.map(str::to_owned),
            in_scope: inside.len(),
            out_of_scope: outside.len(),
            right_first: share(&inside, Answered::right_first),
            right_in_three: share(&inside, Answered::right_in_three),
            wrong_direct: share(&inside, Answered::wrong_direct),
            helped: share(&inside, Answered::helped),
            direct: share(&inside, |one| one.zone == Zone::Answer),
            out_not_direct: share(&outside, |one| one.zone != Zone::Answer),
            out_unknown: share(&outside, |one| one.zone == Zone::Unknown),
            auroc: auroc(&ours, &others),
            refused_at_90: ours.get(ours.len() / 10).filter(|_| !others.is_empty()).map(|threshold| {
                others.iter().filter(|confidence| *confidence < threshold).count() as f64 / others.len() as f64
            }),
        }
    }
}

/// The likelihood that a value of `ours` is higher than one of `others`, ties counting half; both are sorted.
fn auroc(ours: &[f64], others: &[f64]) -> Option<f64> {
    if ours.is_empty() || others.is_empty() {
        return None;
    }
    let wins: usize = ours
        .iter()
        .map(|own| others.partition_point(|other| other < own) + others.partition_point(|other| other <= own))
        .sum();
    Some(wins as f64 / (2 * ours.len() * others.len()) as f64)
}

/// Questions whose first topic is not theirs, and out-of-scope ones that were answered directly.
fn confusions(answered: &[Answered]) -> Vec<Confusion> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for one in answered {
        let confused = if one.out_of_scope() { one.zone == Zone::Answer } else { !one.right_first() };
        if confused {
            *counts.entry((one.asked(), one.best())).or_default() += 1;
        }
    }
    let mut confusions: Vec<Confusion> = counts
        .into_iter()
        .map(|((asked, answered), count)| Confusion { asked: asked.to_owned(), answered: answered.to_owned(), count })
        .collect();
    confusions.sort_by_key(|confusion| std::cmp::Reverse(confusion.count));
    confusions
}
