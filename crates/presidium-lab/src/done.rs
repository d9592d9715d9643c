//! What has been counted of an experiment: a value that can be put away and continued.

use std::collections::BTreeMap;

use presidium_engine::Worlds;

use crate::experiment::{CHUNK_WORLDS, Counted, Experiment};
use crate::fingerprint::Fingerprint;

/// What has been counted of an experiment, in the worlds that have been run. [`Run::resume`](crate::Run::resume) continues it.
#[derive(Clone, Debug, PartialEq)]
pub struct Done<T> {
    pub(crate) stages: Vec<StageDone<T>>,
}

/// What has been counted of a stage.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StageDone<T> {
    /// Of [`Stage`](crate::Stage).
    pub counts: Fingerprint,
    /// Of whole chunks, from the first on.
    tally: T,
    worlds: u64,
    /// The last worlds of all, if they are fewer than a chunk.
    tail: Option<(Worlds, T)>,
    /// Calls that were done before one in front of them: by their first world where they end, and their chunks.
    ahead: BTreeMap<u64, (u64, Vec<T>)>,
}

impl<T: Clone> Done<T> {
    /// Nothing has been counted yet.
    pub(crate) fn nothing<E: Experiment<Tally = T>>(experiment: &E) -> Done<T> {
        let stages = experiment.stages().iter().enumerate().map(|(place, stage)| StageDone {
            counts: stage.counts,
            tally: experiment.chunk(place, &stage.plan.nothing()),
            worlds: 0,
            tail: None,
            ahead: BTreeMap::new(),
        });
        Done { stages: stages.collect() }
    }

    /// What has been counted, stage by stage.
    pub(crate) fn counted<E: Experiment<Tally = T>>(&self, experiment: &E) -> Vec<Counted<T>> {
        let stages = self.stages.iter().zip(experiment.stages());
        stages.map(|(done, stage)| done.counted::<E>(stage.plan.worlds)).collect()
    }
}

impl<T: Clone> StageDone<T> {
    /// The worlds `0 .. end` have been counted.
    pub fn end(&self) -> u64 {
        self.tail.as_ref().map_or(self.worlds, |(worlds, _)| worlds.end.0)
    }

    /// The same without what holds only if other worlds are the last; none if these are too few for it.
    pub fn ending_at(mut self, worlds: u64) -> Option<Self> {
        self.tail.take_if(|(tail, _)| tail.end.0 != worlds);
        self.ahead.retain(|first, (end, chunks)| *end == worlds || *end - first == chunks.len() as u64 * CHUNK_WORLDS);
        let end = self.ahead.values().map(|(end, _)| *end).max().unwrap_or(self.end());
        (end <= worlds).then_some(self)
    }

    /// How many calls wait for one in front of them.
    pub fn ahead(&self) -> usize {
        self.ahead.len()
    }

    /// The worlds that are still to be run, of some from a first one on.
    pub fn missing(&self, worlds: u64) -> Vec<Worlds> {
        let mut missing = vec![];
        let mut at = self.end();
        for (&first, &(end, _)) in &self.ahead {
            missing.push(Worlds::from(at..first));
            at = end;
        }
        missing.push(Worlds::from(at..worlds.max(at)));
        missing.retain(|worlds| !worlds.is_empty());
        missing
    }

    /// Counts the chunks of a call, in the order of the worlds.
    pub fn add<E: Experiment<Tally = T>>(&mut self, worlds: Worlds, chunks: Vec<T>) {
        self.ahead.insert(worlds.start.0, (worlds.end.0, chunks));
        while let Some((end, chunks)) = self.ahead.remove(&self.worlds) {
            for chunk in chunks {
                match end - self.worlds {
                    left if left < CHUNK_WORLDS => self.tail = Some((Worlds::from(self.worlds..end), chunk)),
                    _ => {
                        E::merge(&mut self.tally, chunk);
                        self.worlds += CHUNK_WORLDS;
                    }
                }
            }
        }
    }

    /// The counts so far, of so many worlds that were asked for.
    pub fn counted<E: Experiment<Tally = T>>(&self, asked: u64) -> Counted<T> {
        let mut tally = self.tally.clone();
        if let Some((_, tail)) = &self.tail {
            E::merge(&mut tally, tail.clone());
        }
        Counted { tally, worlds: self.end(), complete: self.end() == asked }
    }
}
