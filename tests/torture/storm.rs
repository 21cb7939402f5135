//! The violence: kills, restarts, faults of the network, updates given twice.

use std::time::{Duration, Instant};

use esij_bot::emulator::{Emulator, Fault, FaultKind};

use crate::program::{Program, Setup};
use crate::random::Random;

/// The share of all calls that each fault strikes.
const SHARE: f64 = 0.04;
/// So many kills at least, however slow the machine.
const KILLS: usize = 4;

pub(crate) struct Storm<'a> {
    emulator: &'a Emulator,
    setup: &'a Setup,
    random: Random,
    programs: Vec<Program>,
    damage: Damage,
}

/// What was done.
#[derive(Default)]
pub(crate) struct Damage {
    pub(crate) kills: usize,
    pub(crate) stops: usize,
    pub(crate) duplicates: usize,
    /// When a program was ended; a message that was on its way then may arrive twice.
    pub(crate) ends: Vec<Instant>,
    /// Programs that ended by themselves.
    pub(crate) trouble: Vec<String>,
}

/// What ends a program: a moment, or so many messages that were tried to be sent.
struct Fate {
    at: Instant,
    sendings: u64,
}

impl<'a> Storm<'a> {
    pub(crate) fn new(emulator: &'a Emulator, setup: &'a Setup, replicas: usize, random: Random) -> Self {
        let programs = (0..replicas).map(|place| setup.start_at(place)).collect();
        Self { emulator, setup, random, programs, damage: Damage::default() }
    }

    /// Rages for so long, and leaves the programs running in fair weather.
    pub(crate) async fn rage(mut self, violence: Duration) -> (Vec<Program>, Damage) {
        let short = self.random.millis(100, 500);
        for kind in [
            FaultKind::TooManyRequests { retry_after: 1 },
            FaultKind::ServerError,
            FaultKind::BadGateway,
            FaultKind::DropBefore,
            FaultKind::DropAfter,
            FaultKind::SilentBefore(short),
            FaultKind::SilentAfter(short),
            FaultKind::Slow(short),
        ] {
            self.emulator.inject(Fault::new(kind).probability(SHARE));
        }
        let end = Instant::now() + violence;
        // On a machine that has a lot to do it takes longer before a program does anything.
        let latest = end + 3 * violence;
        let mut fate = self.fate();
        while Instant::now() < end || (self.damage.kills < KILLS && Instant::now() < latest) {
            tokio::time::sleep(self.random.millis(20, 80)).await;
            self.duplicate();
            if Instant::now() >= fate.at || self.sendings() >= fate.sendings {
                self.end_one().await;
                fate = self.fate();
            }
        }
        self.emulator.clear_faults();
        (self.programs, self.damage)
    }

    /// When the next program is ended: some before they have done anything, most in the middle of their work.
    fn fate(&mut self) -> Fate {
        if self.random.one_in(4) {
            return Fate { at: Instant::now() + self.random.millis(50, 1_500), sendings: u64::MAX };
        }
        Fate { at: Instant::now() + Duration::from_secs(8), sendings: self.sendings() + 1 + self.random.below(40) }
    }

    /// How often a program has tried to send something.
    fn sendings(&self) -> u64 {
        self.emulator.counts().calls.get("sendMessage").copied().unwrap_or_default()
    }

    async fn end_one(&mut self) {
        let victim = usize::try_from(self.random.below(self.programs.len() as u64)).expect("few");
        let program = self.programs.swap_remove(victim);
        let place = program.place;
        let trouble = if self.random.one_in(8) {
            self.damage.stops += 1;
            let trouble = program.stop().await;
            self.damage.ends.push(Instant::now());
            trouble
        } else {
            self.damage.kills += 1;
            let trouble = program.kill();
            self.damage.ends.push(Instant::now());
            trouble
        };
        self.damage.trouble.extend(trouble);
        self.programs.push(self.setup.start_at(place));
    }

    /// Gives an update once more that was acknowledged already. One that still waits would come before older ones, and
    /// that Telegram does not do.
    fn duplicate(&mut self) {
        let waiting = self.emulator.pending();
        let first = waiting.iter().filter_map(|update| update["update_id"].as_i64()).min();
        let behind = first.unwrap_or(self.emulator.last_update_id() + 1);
        let id = behind - 1 - i64::try_from(self.random.below(40)).expect("few");
        if self.random.one_in(3) && self.emulator.duplicate(id) {
            self.damage.duplicates += 1;
        }
    }
}
