//! How much flows in a step, where stocks have limits: the one definition behind the oracle and the engine.
//!
//! Whatever wants to leave a stock shares what there is to leave, and whatever wants to enter it shares the room, each in
//! proportion to what it wants. A flow between two stocks is cut by the share of the one and by that of the other, so
//! that the same amount leaves the one and enters the other. No flow comes before another, and so circles are nothing
//! special. That this keeps all limits:
//!
//! - *There is to leave* what lies above `at least`, and what comes in from outside. (What comes in from other stocks is
//!   not counted on: it may be cut where it comes from.)
//! - *There is room* for what lies below `at most`, and for what goes out to the outside. (What goes out to other stocks
//!   is not counted on: it may be cut where it goes to.)
//! - If what comes in from outside is cut after all, the stock is filled up to `at most`, less what it passes on to other
//!   stocks. So it may pass on no more than lies between its two limits.
//!
//! Refused: any knowledge of models; the elements and equations come from `network`.

use crate::kernels::Binary;

/// What the definition reckons with: numbers, or the nodes of a graph.
pub trait Arithmetic {
    type Value: Copy;
    fn number(&mut self, value: f64) -> Self::Value;
    fn binary(&mut self, op: Binary, a: Self::Value, b: Self::Value) -> Self::Value;
    fn select(&mut self, condition: Self::Value, then: Self::Value, otherwise: Self::Value) -> Self::Value;
}

/// A stock at the start of the settlement.
pub struct Stock<V> {
    pub level: V,
    pub at_least: Option<V>,
    pub at_most: Option<V>,
}

/// A flow that is wanted, per year, between two of the stocks or the outside. A negative one runs backwards.
#[derive(Clone, Copy)]
pub struct Flow<V> {
    pub rate: V,
    pub from: Option<usize>,
    pub to: Option<usize>,
}

/// What came of it.
pub struct Settled<V> {
    /// For each flow what flows, per year.
    pub flowed: Vec<V>,
    /// For each stock what it holds at the end of the step.
    pub levels: Vec<V>,
    /// For each stock the shares of what wants to leave it and to enter it that do so; none where nothing can be cut.
    pub leaving: Vec<Option<V>>,
    pub entering: Vec<Option<V>>,
}

/// Settles all flows between some stocks over a time.
pub fn settle<A: Arithmetic>(
    on: &mut A,
    stocks: &[Stock<A::Value>],
    flows: &[Flow<A::Value>],
    time: f64,
) -> Settled<A::Value> {
    let streams = streams(on, flows, time);
    let leaving = leaving(on, stocks, &streams);
    let entering = entering(on, stocks, &streams, &leaving);
    let mut settled = Settled { flowed: Vec::new(), levels: Vec::new(), leaving, entering };
    settled.flowed = flows.iter().map(|flow| flowed(on, flow, &settled)).collect();
    settled.levels = levels(on, stocks, (flows, &settled.flowed), time);
    settled
}

/// A flow in one direction: an amount that is not negative, in the step.
struct Stream<V> {
    amount: V,
    from: Option<usize>,
    to: Option<usize>,
}

/// Every flow as two streams, one of which is nothing: forwards and backwards.
fn streams<A: Arithmetic>(on: &mut A, flows: &[Flow<A::Value>], time: f64) -> Vec<Stream<A::Value>> {
    let (zero, step) = (on.number(0.0), on.number(time));
    let mut streams = Vec::new();
    for flow in flows {
        let back = on.binary(Binary::Subtract, zero, flow.rate);
        for (rate, from, to) in [(flow.rate, flow.from, flow.to), (back, flow.to, flow.from)] {
            let rate = on.binary(Binary::Max, rate, zero);
            streams.push(Stream { amount: on.binary(Binary::Multiply, rate, step), from, to });
        }
    }
    streams
}

/// For each stock the share of what wants to leave it that can.
fn leaving<A: Arithmetic>(
    on: &mut A,
    stocks: &[Stock<A::Value>],
    streams: &[Stream<A::Value>],
) -> Vec<Option<A::Value>> {
    let mut from_outside = vec![None; stocks.len()];
    let mut wanted = vec![None; stocks.len()];
    let mut passed_on = vec![None; stocks.len()];
    for stream in streams {
        match (stream.from, stream.to) {
            (None, Some(to)) => add(on, &mut from_outside[to], stream.amount),
            (Some(from), Some(_)) => add(on, &mut passed_on[from], stream.amount),
            _ => {}
        }
        if let Some(from) = stream.from {
            add(on, &mut wanted[from], stream.amount);
        }
    }
    let mut shares = Vec::new();
    for (at, stock) in stocks.iter().enumerate() {
        let Some((least, wanted)) = stock.at_least.zip(wanted[at]) else {
            shares.push(None);
            continue;
        };
        let above = on.binary(Binary::Subtract, stock.level, least);
        let there = plus(on, above, from_outside[at]);
        let mut share = share(on, there, wanted);
        if let Some((most, passed_on)) = stock.at_most.zip(passed_on[at]) {
            let between = on.binary(Binary::Subtract, most, least);
            let through = self::share(on, between, passed_on);
            share = on.binary(Binary::Min, share, through);
        }
        shares.push(Some(share));
    }
    shares
}

/// For each stock the share of what wants to enter it, and could leave where it comes from, for which there is room.
fn entering<A: Arithmetic>(
    on: &mut A,
    stocks: &[Stock<A::Value>],
    streams: &[Stream<A::Value>],
    leaving: &[Option<A::Value>],
) -> Vec<Option<A::Value>> {
    let mut to_outside = vec![None; stocks.len()];
    let mut wanted = vec![None; stocks.len()];
    for stream in streams {
        let let_out = times(on, stream.amount, stream.from.and_then(|from| leaving[from]));
        match (stream.from, stream.to) {
            (Some(from), None) => add(on, &mut to_outside[from], let_out),
            (_, Some(to)) => add(on, &mut wanted[to], let_out),
            _ => {}
        }
    }
    let mut shares = Vec::new();
    for (at, stock) in stocks.iter().enumerate() {
        shares.push(stock.at_most.zip(wanted[at]).map(|(most, wanted)| {
            let below = on.binary(Binary::Subtract, most, stock.level);
            let room = plus(on, below, to_outside[at]);
            share(on, room, wanted)
        }));
    }
    shares
}

/// What flows of what is wanted: cut by the stock it leaves and by the stock it enters.
fn flowed<A: Arithmetic>(on: &mut A, flow: &Flow<A::Value>, settled: &Settled<A::Value>) -> A::Value {
    let mut cut = |from: Option<usize>, to: Option<usize>| {
        let leaves = from.and_then(|from| settled.leaving[from]);
        let enters = to.and_then(|to| settled.entering[to]);
        match (leaves, enters) {
            (Some(leaves), Some(enters)) => Some(on.binary(Binary::Multiply, leaves, enters)),
            (one, other) => one.or(other),
        }
    };
    let (forth, back) = (cut(flow.from, flow.to), cut(flow.to, flow.from));
    if forth.is_none() && back.is_none() {
        return flow.rate;
    }
    let (zero, one) = (on.number(0.0), on.number(1.0));
    let backwards = on.binary(Binary::Less, flow.rate, zero);
    let share = on.select(backwards, back.unwrap_or(one), forth.unwrap_or(one));
    on.binary(Binary::Multiply, flow.rate, share)
}

/// What each stock holds in the end. The limits only take away what rounding has added, and what rules have done.
fn levels<A: Arithmetic>(
    on: &mut A,
    stocks: &[Stock<A::Value>],
    (flows, flowed): (&[Flow<A::Value>], &[A::Value]),
    time: f64,
) -> Vec<A::Value> {
    let step = on.number(time);
    let mut levels: Vec<A::Value> = stocks.iter().map(|stock| stock.level).collect();
    for (flow, &flowed) in flows.iter().zip(flowed) {
        let amount = on.binary(Binary::Multiply, flowed, step);
        for (end, op) in [(flow.from, Binary::Subtract), (flow.to, Binary::Add)] {
            if let Some(at) = end {
                levels[at] = on.binary(op, levels[at], amount);
            }
        }
    }
    for (level, stock) in levels.iter_mut().zip(stocks) {
        for (limit, op) in [(stock.at_least, Binary::Max), (stock.at_most, Binary::Min)] {
            if let Some(limit) = limit {
                *level = on.binary(op, *level, limit);
            }
        }
    }
    levels
}

/// `there / wanted` from 0 to 1; 1 where nothing is wanted.
fn share<A: Arithmetic>(on: &mut A, there: A::Value, wanted: A::Value) -> A::Value {
    let (zero, one) = (on.number(0.0), on.number(1.0));
    let ratio = on.binary(Binary::Divide, there, wanted);
    let ratio = on.binary(Binary::Max, ratio, zero);
    let ratio = on.binary(Binary::Min, ratio, one);
    let something = on.binary(Binary::Greater, wanted, zero);
    on.select(something, ratio, one)
}

/// Adds to a sum that is none as long as nothing has been added.
fn add<A: Arithmetic>(on: &mut A, sum: &mut Option<A::Value>, amount: A::Value) {
    *sum = Some(plus(on, amount, *sum));
}

fn plus<A: Arithmetic>(on: &mut A, amount: A::Value, more: Option<A::Value>) -> A::Value {
    match more {
        Some(more) => on.binary(Binary::Add, more, amount),
        None => amount,
    }
}

fn times<A: Arithmetic>(on: &mut A, amount: A::Value, share: Option<A::Value>) -> A::Value {
    match share {
        Some(share) => on.binary(Binary::Multiply, amount, share),
        None => amount,
    }
}
