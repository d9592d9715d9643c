//! The kinds of mistakes, each with a stable code and a page of its own.
//!
//! The page `docs/language/errors.md` is generated from these declarations.

/// A kind of mistake.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `E0301`.
    pub id: &'static str,
    /// A few words.
    pub title: &'static str,
    /// What it means and how to mend it, in Markdown.
    pub explanation: &'static str,
}

macro_rules! codes {
    ($($name:ident = $id:literal $title:literal $explanation:literal;)*) => {
        $(#[doc = $title] pub static $name: Code = Code { id: $id, title: $title, explanation: $explanation };)*

        /// All kinds, in order of their codes.
        pub static ALL: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    NO_MODEL = "E0001" "no model, or several"
        "A model has exactly one `model` declaration, which says its title and its first and last month.";
    UNREADABLE = "E0002" "a file cannot be read"
        "A file that the model names does not exist, or the system does not give it. Names are relative to the model's \
         folder.";
    REFUSED = "E0003" "a file that a model may not read"
        "A model may come from a stranger, so it reads nothing outside of its own folder: no absolute names, no `..`, no \
         links that lead out of the folder; and there only files of limited size, no devices and no pipes.";
    ENCODING = "E0004" "a file in another encoding"
        "Files of a model are UTF-8 text, with or without a byte-order mark at the start. The message says what the file \
         looks like instead.";
    UNSEEN = "E0005" "a character that cannot be seen"
        "Control characters, and marks that turn the direction of writing, can change what a terminal or an editor \
         shows. A text holds none but tabs and ends of lines.";
    UNCLOSED_FENCE = "E0006" "a fenced block that is not closed"
        "A block ends with a line that holds nothing but its fence. Without it the rest of the file, and the blocks in \
         it, would belong to the block.";
    UNKNOWN_VERSION = "E0010" "a version of the language that is not read"
        "The line `language` of the frame says for which version of the language a model was written. Versions 1 and 2 are \
         read; what they share means the same in both.";
    UNKNOWN_CHARACTER = "E0101" "a character that means nothing"
        "The character is no part of the language. Often it came from a word processor: a typographic quotation mark \
         or dash.";
    UNCLOSED = "E0102" "a text or citation is not closed"
        "A text ends with `\"` and a citation with `]`, on the line on which it began.";
    BAD_NUMBER = "E0103" "not a number or date"
        "Numbers are written `12`, `1_000`, `0.5`, `1e6`, `5%`; dates `1953-03` or `1953-03-05`.";
    EXPECTED = "E0104" "something else is expected here"
        "The declaration cannot be read on from here. The message says what could stand here.";
    UNKNOWN_DECLARATION = "E0105" "no such kind of declaration"
        "A line that starts in the first column starts a declaration with its keyword; further lines of a declaration \
         are indented.";
    UNKNOWN_CLAUSE = "E0106" "no such clause in this declaration"
        "The line does not start with a word that this kind of declaration knows.";
    REPEATED_CLAUSE = "E0107" "a clause is written twice"
        "The clause may stand only once in a declaration.";
    MISSING_CLAUSE = "E0108" "a clause is missing"
        "The declaration is not complete without it.";
    RESERVED_WORD = "E0109" "a word of the language is used as a name"
        "Words such as `in`, `where`, `if` cannot be names.";
    TOO_DEEP = "E0110" "nested too deeply"
        "Parentheses, calls and blocks may be nested 64 levels deep, and an expression may be a chain of 200 operations, \
         such as a sum of 200 terms. Give a part of it a name with `let`. Lists, tables and sums of named terms may be of \
         any length.";
    UNKNOWN_NAME = "E0201" "nothing has this name"
        "No declaration, element or bound name has this name here.";
    DUPLICATE_NAME = "E0202" "a name is given twice"
        "Names of variables, sets, elements, events, decisions and bodies are unique in a model.";
    WRONG_KIND = "E0203" "the name means something of another kind"
        "The name exists, but what it names cannot stand here.";
    WRONG_ARGUMENTS = "E0204" "a function is called with the wrong arguments"
        "The number or the form of the arguments does not fit the function.";
    UNITS_DIFFER = "E0301" "quantities of different dimensions"
        "Sums, comparisons and branches combine quantities of one dimension only. Nothing is converted silently; \
         a stock and a flow differ by `1/year`.";
    WRONG_UNIT = "E0302" "not the unit that was declared"
        "The expression has another dimension than the declaration says.";
    BARE_NUMBER = "E0303" "a number without its unit"
        "Where a quantity with a dimension is due, a bare number is an error; `0` alone is allowed.";
    NOT_PURE = "E0304" "a pure number is due"
        "Exponents, shares, noise, utilities and most functions take pure numbers. Divide by a reference quantity.";
    UNKNOWN_UNIT = "E0305" "no such unit"
        "Units are declared with `unit`; `year`, `month`, `day`, `person` and `%` are built in.";
    WRONG_TYPE = "E0306" "a value of another type is due"
        "Quantities, truths, dates and elements are different things; none of them turns into another by itself.";
    UNIT_CYCLE = "E0307" "units defined by each other"
        "A unit is defined by units that do not depend on it.";
    NO_TYPE = "E0308" "the unit is not declared"
        "A quantity says its unit, `1` for a pure number.";
    DAYS_AND_MONTHS = "E0320" "days and months in one time"
        "Months have 28 to 31 days, so a time that is counted from a date is in months and years, or in days. Add one \
         after the other: `now + 1 month + 3 days`.";
    UNIT_SIZE = "E0330" "a unit of no size"
        "A unit is so many of another one: a finite number above zero.";
    LOOK_ALIKES = "E0332" "two names that look the same"
        "The names differ only by letters of another script that look like each other.";
    WRONG_SET = "E0401" "an element of another set"
        "The index or the value is an element of one set where an element of another is due.";
    MAYBE_NONE = "E0402" "the element may be none or outside the set"
        "Where an index can be none, or an element outside of the index set, the reading needs a value for that case: \
         `x[i] otherwise d`.";
    WRONG_INDEX_COUNT = "E0403" "wrong number of indices"
        "A variable is read with as many indices as it was declared with.";
    SET_CYCLE = "E0404" "sets or data defined by each other"
        "The members of a set are known before the run, and cannot depend on themselves.";
    TOO_LARGE = "E0405" "too many values"
        "A variable holds at most a million values, and what is computed before the run takes at most ten million \
         steps, so that a model from a stranger can be checked safely.";
    NO_STATUS = "E0501" "a number without a status"
        "Every number says how well it is known: `sourced`, `estimate` or `assumption`.";
    NO_CITATION = "E0502" "`sourced` without a source"
        "A sourced number cites where it comes from, with the place: `sourced [zemskov-1991, p. 11]`.";
    UNKNOWN_SOURCE = "E0503" "a source that the bibliography does not have"
        "Citations name an entry of `sources.bib` in the model's folder.";
    BAD_TABLE = "E0504" "a table cannot be used"
        "A column is missing, a cell does not hold what its column promises, or a row is too short.";
    MISSING_VALUES = "E0505" "values are missing"
        "Data give a value for every element, or say `otherwise v` for the rest.";
    BAD_PRIOR = "E0506" "a distribution that does not exist"
        "The arguments are outside of what the distribution allows, such as a negative standard deviation.";
    BAD_BIBLIOGRAPHY = "E0507" "the bibliography cannot be read"
        "`sources.bib` is in the format of BibLaTeX.";
    SAME_DATE = "E0510" "two values on one date"
        "A series or a record has one value for each date. A yearly value of a series stands in the middle of its \
         year, one of a record in its last month.";
    REPEATED_COLUMN = "E0511" "a column is named twice"
        "The columns of a table have different names; otherwise only the first of the two would be read.";
    REPEATED_ROW = "E0512" "an element is given twice"
        "A table or a list has one row for each element.";
    CROSSED_LIMITS = "E0513" "a lower limit above the upper one"
        "Nothing lies between such limits.";
    UNCLOSED_QUOTE = "E0514" "a quotation mark is not closed in a table"
        "In a CSV file a cell that begins with `\"` ends with `\"`. What follows an open one is read as one long cell.";
    EMPTY_PRIOR = "E0515" "a prior without values"
        "Next to none of the probability lies within the limits of the prior, so that no world could draw a value.";
    LET_CYCLE = "E0601" "quantities computed from each other"
        "A `let` cannot depend on itself within one step. Break the circle with a stock, or with `previous` or `delay`.";
    NOT_YET_KNOWN = "E0602" "the value is not known at this point"
        "Sets are made of data only, priors also of parameters. What a world begins with is made of these, of switches, \
         draws per world, the first value of series, and of what else begins then: stocks, states, and the lets that they \
         amount to. Nothing has flowed then, and what is drawn anew in time is not drawn yet.";
    BAD_WINDOW = "E0603" "a window outside of the model's time"
        "A window starts before it ends, and lies within the months of the model.";
    START_CYCLE = "E0604" "first values that need each other"
        "What a world begins with cannot depend on itself, not even by way of lets, which are then computed from what it begins \
         with. Give one of the circle a first value of its own.";
    FUNCTION_CYCLE = "E0605" "a function that calls itself"
        "A call is put in place of what the function computes, so that a function cannot call itself, nor by way of others. What \
         goes on from step to step is a `stock`; what goes over elements is a fold.";
    BAD_STEP = "E0606" "a step that cannot be"
        "A step is a whole number of days, weeks, months, quarters or years. A model without a calendar says its time as numbers, all in one \
         unit: `from 0 to 100 second step 0.125 second`, with a whole number of steps between the two.";
    NO_CALENDAR = "E0607" "a date in a model without a calendar"
        "A model whose frame counts time in numbers, `from 0 to 100 second`, has no years, months or days. Its times are quantities in its own \
         unit, and so is `now`.";
    BAD_METHOD = "E0610" "stocks cannot be moved so"
        "Stocks move by Euler's method or by that of Runge and Kutta, in 1 to 100 sub-steps: `substeps 4 method rk4`.";
    INSTANT = "E0611" "an instant within a step"
        "Where rates are computed several times in a step, `now` is the moment for which they are. It equals an instant for one of them at most,          and so the rate of that step would be wrong.";
    FLOW_END = "E0620" "no stock at the end of a flow"
        "A flow leaves a stock and enters one; which element of it is known before a run. What comes from outside of \
         the model, or goes there, has no stock at that end.";
    CLOSED_FLOW = "E0621" "a flow that enters the stock it leaves"
        "What stays in its stock is no flow. Between the elements of one stock a flow is written `from x[i] to x[j]`.";
    FORKED_FLOW = "E0622" "one flow between more than two stocks"
        "A `let` that is an outflow of one stock and an inflow of another is a flow between them, cut at their limits. \
         It leaves one stock and enters one, and the elements of both are known. Declare each flow with `flow`.";
    READ_AS_WANTED = "E0623" "a flow is read as it was wanted"
        "A `let` that is an outflow of one stock and an inflow of another is cut at their limits, and whatever else \
         reads it would see what was wanted. Declare it with `flow`: then what is read is what flowed in the step before.";
    UNLINKED_FLOW = "W0624" "equal flows that are not linked"
        "The same expression leaves one stock and enters another. At a limit one of them is cut and the other is not, \
         so that something is lost or made from nothing. Only a flow with a name, `flow`, links two stocks.";
    NEGATIVE_RATE = "E0640" "a rate below zero"
        "A rate is how often something happens in a year; it is zero or more.";
    BROKEN_DELAY = "E0641" "a delay that is not a whole number of steps"
        "A delay is written out, in whole months: `delay(x, 6 months, initially v)`. A time that is a parameter, or that \
         differs by element, is for `smooth`.";
    BROKEN_PERIOD = "E0650" "a period that is not a whole number of months"
        "What comes again, such as an election `every 4 years`, comes after a whole number of steps. The time is written \
         out, and is the same for all elements and worlds.";
    OWN_ELEMENTS = "E0642" "an element computed from another of the same `let`"
        "One equation computes all elements at once, so none of them is known before the others. Give each element a \
         `let` of its own.";
    NOT_ASSIGNABLE = "E0701" "rules cannot change this"
        "Rules change states and stocks. Parameters are changed by what-ifs, lets by what they are computed from.";
    BAD_OPTIONS = "E0702" "the options of a decision are not in order"
        "A decision has at least two options; the last is taken when no other wins, so it is always available.";
    UNKNOWN_OPTION = "E0703" "no such option"
        "The decision does not have an option of this name.";
    WRONG_DECIDER = "E0704" "utilities for somebody who does not decide"
        "Utilities are for the person after `as`, or the member after `with`, of the decision or its appeal.";
    BAD_MAJORITY = "E0711" "a majority that cannot be"
        "A majority is a share above 0 and up to 1: `majority more than 1/2`, `majority at least 2/3`. All votes are \
         `unanimity`; the most votes, however few, are a `plurality`.";
    BAD_QUORUM = "E0712" "a quorum that cannot be"
        "A quorum is a share from 0 to 1, or a number of heads no larger than the body can have members.";
    BAD_SCALE = "E0713" "a negative noise or abstention"
        "Noise and abstention are distances between utilities, zero or more.";
    UNREAD_SETTING = "W0714" "a setting that the rule of the vote does not read"
        "A Probabilistic Condorcet Election draws the option by its probability; it has no majority, quorum, \
         abstention or chair.";
    BAD_BALLOTS = "E0715" "a number of ballots that cannot be"
        "A vote is held a whole number of times, which is known before a run.";
    NO_VOTES = "E0716" "votes that are not kept"
        "Votes can be read of decisions that a body takes by counting them; a person alone casts none, and `rule pce` counts none.";
    BAD_ORDER = "E0717" "an order of one"
        "An order, or that all act together, is said of a decision that runs over a set.";
    NO_LOTS = "E0720" "a lot outside of what a rule does"
        "`chance`, `pick` and an order `by lot` stand in what a rule does. There it is known for whom they are drawn: for the \
         rule, its element, the step and the elements of the loops around them.";
    BAD_CHANCE = "E0721" "a chance that cannot be"
        "A chance is a number from 0, for never, to 1, for always.";
    BAD_TIMES = "E0722" "an event that cannot happen so many times in a step"
        "An event with a `rate` can happen several times in one step if it says how often at most, in a whole number.";
    OUTSIDE_CLAIM = "E0801" "an observer outside of a claim"
        "`at`, `ever`, `always`, `first`, `total`, `average`, `lowest` and `highest` look at a whole world, and belong \
         in claims.";
    NOT_OBSERVED = "E0802" "a claim reads a changing value without an observer"
        "A claim is about a whole world. Say when: `at(x, 1956-12)`, `ever(c)`, `average(x, window)`.";
    BAD_CHANGE = "E0803" "this cannot be changed so"
        "What-ifs set parameters, choose readings, turn switches, pin decisions, and forbid events and decisions.";
    OUTSIDE_LIMITS = "E0810" "a value beyond the limits of its parameter"
        "A parameter is changed within the limits that its author gave it with `within`, or that its distribution has: a \
         lognormal is above zero, a beta lies between 0 and 1.";
    BAD_REFERENCE = "E0804" "a count that cannot be"
        "A base rate says what was counted elsewhere: a count, or a smaller and a larger one, and in what. Counts of trials are \
         no more than the trials.";
    CHANGED_TWICE = "E0811" "the same thing is changed twice"
        "In a list of changes the second would undo the first. A change of one element, or of some months, may follow a \
         change of the whole.";
    FENCE_WORD = "W0007" "a block that is not read"
        "Code stands in blocks whose fence is followed by `presidium`, and by nothing else up to the next space. A word \
         that is nearly that one is probably a slip of the pen.";
    NOT_READ = "W0008" "something in the folder is not read"
        "Links to folders are not followed, and links that lead out of the folder, devices and pipes are not read.";
    MIXED_SCRIPTS = "W0331" "letters of two scripts in one name"
        "A letter of another script looks like a letter of the rest, such as a Cyrillic `а` among Latin letters. Nobody \
         can see which it is.";
    MAYBE_NEGATIVE = "W0643" "a rate that can be below zero"
        "A rate below zero counts as zero. A lognormal prior, or limits, keep it above.";
    RATE_TOO_HIGH = "W0644" "a rate above once a month"
        "An event happens once a month at most, however high its rate.";
    TIME_BELOW_STEP = "W0645" "a time shorter than the step"
        "The step is one month. What follows its goal faster than that shoots past it, and below half a month swings ever \
         wider.";
    JUMP_WITHIN_STEP = "W0612" "a rate that jumps within a step"
        "The last stage of a step is computed for the moment at which the next one begins, and sees beforehand what jumps there.";
    NEVER_HAPPENS = "W0646" "a rule that never acts"
        "The condition holds in no month of the model.";
    OUTSIDE_PRIOR = "W0812" "a value that the parameter's priors rule out"
        "The model says that the parameter does not go so far.";
    UNREAD = "W0901" "nothing reads this"
        "A parameter, series or switch that nothing reads changes nothing.";
    NEEDLESS_OTHERWISE = "W0902" "an `otherwise` that can never be used"
        "The value on the left always exists.";
}
