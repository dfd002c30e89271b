---------------------------- MODULE GroupCommit ----------------------------
(***************************************************************************)
(* Committers share one ring and one leader flag; whoever holds the flag   *)
(* writes and syncs for all.  Shown: nothing is acknowledged that is not   *)
(* durable, nothing after a failure, the ring never overflows, and nobody  *)
(* sleeps for ever (rules L4, L5, L8).                                     *)
(*                                                                         *)
(* One action is one step on shared memory, and memory is sequentially     *)
(* consistent here: where a step stores and the next one loads, the Java   *)
(* needs a full fence or an atomic read-modify-write between the two.      *)
(* Those places say "Fence:".  The pacing wait of rule L6 is a delay with  *)
(* a limit, so it adds no behaviour and is not modelled.  A record is one  *)
(* unit of the ring; an LSN counts records.                                *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
  Committers,     \* the threads
  Appends,        \* how many records each of them appends; after each it may commit
  Capacity,       \* of the ring, in records
  Need,           \* credit taken per record; all but one is given back
  IoMayFail,      \* a write or a sync may fail
  \* The rules. Each mutant switches one of them off; AwaitsGap alone is a free choice.
  RingFullLeads,  \* L5: who waits for credit may lead
  RetakesCredit,  \* L5: after enqueueing for credit it is tried once more
  AppenderWakes,  \* L5: after publish and giveBack an appender wakes those who wait for credit
  WakesUnwritten, \* L5: a leader wakes them too if it leaves published records behind
  Rechecks,       \* a leader looks at the queue once more after giving up the flag
  TriesAgain,     \* a committer tries to lead once more after enqueueing
  AwaitsGap,      \* L4: a committer that leads waits for the records before its own; else it goes round again
  HandsOver,      \* a leader wakes one that it has not satisfied
  DrainsAsLeader, \* the queue has one consumer: it is drained under the flag
  ZeroesFirst,    \* ring space is zeroed before its credit is released
  SyncsFirst,     \* durable moves after the sync
  StaysPoisoned   \* a leader that finds the log poisoned does nothing more

VARIABLES
  \* RingCredit and LogBuffer
  free,           \* credit left
  tail,           \* next LSN
  base,           \* history: LSNs below it have their credit released
  slot,           \* the ring: the LSN published in a slot, or None
  creditWaiters,  \* a stack from which all are taken at once
  \* GroupCommit
  durable,        \* end of the prefix known to be durable
  leading,        \* the leader flag
  queue,          \* waiters <<thread, lsn>>, many producers and one consumer
  pending,        \* waiters drained but not satisfied; guarded by the flag
  poisoned,       \* the failure is set
  permit,         \* Waiter.park consumes it, per thread
  \* the file
  written, synced,
  syncedAtFailure,\* history: synced when the log was poisoned
  \* locals of the threads
  pc, lsn, left, queued, acked,
  end, released, next

ring == <<free, tail, base, slot, creditWaiters>>
group == <<durable, leading, queue, pending, poisoned, permit>>
file == <<written, synced, syncedAtFailure>>
locals == <<lsn, left, queued, acked, end, released, next>>
vars == <<ring, group, file, pc, locals>>

None == 999
Nobody == 0

Init ==
  /\ free = Capacity
  /\ tail = 0
  /\ base = 0
  /\ slot = [i \in 0..Capacity-1 |-> None]
  /\ creditWaiters = {}
  /\ durable = 0
  /\ leading = FALSE
  /\ queue = <<>>
  /\ pending = <<>>
  /\ poisoned = FALSE
  /\ permit = [t \in Committers |-> FALSE]
  /\ written = 0
  /\ synced = 0
  /\ syncedAtFailure = None
  /\ pc = [t \in Committers |-> "take"]
  /\ lsn = [t \in Committers |-> None]
  /\ left = [t \in Committers |-> Appends]
  /\ queued = [t \in Committers |-> FALSE]
  /\ acked = [t \in Committers |-> None]
  /\ end = [t \in Committers |-> 0]
  /\ released = [t \in Committers |-> 0]
  /\ next = [t \in Committers |-> Nobody]

At(t, here) == pc[t] = here
Go(t, there) == pc' = [pc EXCEPT ![t] = there]

Unpark(threads) == permit' = [t \in Committers |-> permit[t] \/ t \in threads]

\* Where a thread goes on after it has led: back to its own wait.
Own(t) == IF lsn[t] = None THEN "take" ELSE "await"

\* The end of the published prefix of the ring.
Prefix ==
  LET Published(n) == \A i \in 0..n-1 : slot[(durable + i) % Capacity] # None
  IN  durable + (CHOOSE n \in 0..Capacity :
                   Published(n) /\ (n = Capacity \/ ~Published(n + 1)))

-----------------------------------------------------------------------------
(* The appender *)

\* Admission.take, RingCredit.tryTake
Take(t) ==
  /\ At(t, "take")
  /\ \/ poisoned /\ Go(t, "failed") /\ UNCHANGED free
     \/ ~poisoned /\ free >= Need /\ free' = free - Need /\ Go(t, "reserve")
     \/ ~poisoned /\ free < Need /\ Go(t, "enqueueCredit") /\ UNCHANGED free
  /\ UNCHANGED <<tail, base, slot, creditWaiters, group, file, locals>>

\* RingCredit.enter, no room: the waiter is queued. Fence: before the credit is read again.
EnqueueCredit(t) ==
  /\ At(t, "enqueueCredit")
  /\ creditWaiters' = creditWaiters \cup {t}
  /\ Go(t, IF RetakesCredit THEN "retake" ELSE "leadForCredit")
  /\ UNCHANGED <<free, tail, base, slot, group, file, locals>>

\* RingCredit.tryTakeAsHead, tried again as a waiter that others can see
Retake(t) ==
  /\ At(t, "retake")
  /\ \/ poisoned /\ Go(t, "failed") /\ UNCHANGED free
     \/ ~poisoned /\ free >= Need /\ free' = free - Need /\ Go(t, "reserve")
     \/ ~poisoned /\ free < Need /\ Go(t, "leadForCredit") /\ UNCHANGED free
  /\ UNCHANGED <<tail, base, slot, creditWaiters, group, file, locals>>

\* GroupCommit.tryLeadForRoom
LeadForCredit(t) ==
  /\ At(t, "leadForCredit")
  /\ \/ RingFullLeads /\ ~leading /\ leading' = TRUE /\ Go(t, "scan")
     \/ (~RingFullLeads \/ leading) /\ Go(t, "parkForCredit") /\ UNCHANGED leading
  /\ UNCHANGED <<ring, durable, queue, pending, poisoned, permit, file, locals>>

\* Admission.waitFor, Waiter.park
ParkForCredit(t) ==
  /\ At(t, "parkForCredit")
  /\ permit[t]
  /\ permit' = [permit EXCEPT ![t] = FALSE]
  /\ Go(t, "take")
  /\ UNCHANGED <<ring, durable, leading, queue, pending, poisoned, file, locals>>

\* LogBuffer.reserve
Reserve(t) ==
  /\ At(t, "reserve")
  /\ lsn' = [lsn EXCEPT ![t] = tail]
  /\ tail' = tail + 1
  /\ Go(t, "publish")
  /\ UNCHANGED <<free, base, slot, creditWaiters, group, file, left, queued, acked, end, released, next>>

\* LogBuffer.publish
Publish(t) ==
  /\ At(t, "publish")
  /\ slot' = [slot EXCEPT ![lsn[t] % Capacity] = lsn[t]]
  /\ left' = [left EXCEPT ![t] = @ - 1]
  /\ Go(t, IF Need > 1 THEN "giveBack" ELSE "wakeAfterAppend")
  /\ UNCHANGED <<free, tail, base, creditWaiters, group, file, lsn, queued, acked, end, released, next>>

\* RingCredit.giveBack, of what was not needed
GiveBack(t) ==
  /\ At(t, "giveBack")
  /\ free' = free + (Need - 1)
  /\ Go(t, "wakeAfterAppend")
  /\ UNCHANGED <<tail, base, slot, creditWaiters, group, file, locals>>

\* RingCredit.changed, looks for waiters, even if nothing was given back. Fence: after publish.
\* Then the caller commits, appends more, or is done without a commit.
WakeAfterAppend(t) ==
  /\ At(t, "wakeAfterAppend")
  /\ IF AppenderWakes
       THEN Unpark(creditWaiters) /\ creditWaiters' = {}
       ELSE UNCHANGED <<permit, creditWaiters>>
  /\ \/ Go(t, "await") /\ UNCHANGED lsn
     \/ Go(t, IF left[t] > 0 THEN "take" ELSE "returned") /\ lsn' = [lsn EXCEPT ![t] = None]
  /\ UNCHANGED <<free, tail, base, slot, durable, leading, queue, pending, poisoned, file,
                 left, queued, acked, end, released, next>>

-----------------------------------------------------------------------------
(* The committer *)

\* GroupCommit.await
Await(t) ==
  /\ At(t, "await")
  /\ \/ /\ durable > lsn[t]
        /\ acked' = [acked EXCEPT ![t] = lsn[t]]
        /\ lsn' = [lsn EXCEPT ![t] = None]
        /\ queued' = [queued EXCEPT ![t] = FALSE]
        /\ Go(t, IF left[t] > 0 THEN "take" ELSE "returned")
     \/ /\ durable <= lsn[t]
        /\ Go(t, IF poisoned THEN "failed" ELSE "tryLead")
        /\ UNCHANGED <<acked, lsn, queued>>
  /\ UNCHANGED <<ring, group, file, left, end, released, next>>

\* GroupCommit.tryLead
TryLead(t) ==
  /\ At(t, "tryLead")
  /\ \/ ~leading /\ leading' = TRUE /\ Go(t, "scan")
     \/ leading /\ Go(t, IF queued[t] THEN "park" ELSE "enqueue") /\ UNCHANGED leading
  /\ UNCHANGED <<ring, durable, queue, pending, poisoned, permit, file, locals>>

\* GroupCommit.await, enqueues its Waiter, once per call. Fence: before it tries to lead again.
Enqueue(t) ==
  /\ At(t, "enqueue")
  /\ queue' = Append(queue, <<t, lsn[t]>>)
  /\ queued' = [queued EXCEPT ![t] = TRUE]
  /\ Go(t, IF TriesAgain THEN "tryLead" ELSE "park")
  /\ UNCHANGED <<ring, durable, leading, pending, poisoned, permit, file,
                 lsn, left, acked, end, released, next>>

\* GroupCommit.await, Waiter.park; its Waiter stays where it is
Park(t) ==
  /\ At(t, "park")
  /\ permit[t]
  /\ permit' = [permit EXCEPT ![t] = FALSE]
  /\ Go(t, "await")
  /\ UNCHANGED <<ring, durable, leading, queue, pending, poisoned, file, locals>>

-----------------------------------------------------------------------------
(* The leader *)

AfterIo == IF DrainsAsLeader THEN "drain" ELSE "giveUp"

\* Flusher.flush, LogBuffer.publishedEnd: a committer waits until its own record is in the prefix
Scan(t) ==
  /\ At(t, "scan")
  /\ \/ /\ poisoned /\ StaysPoisoned
        /\ Go(t, AfterIo)
        /\ UNCHANGED end
     \/ /\ ~(poisoned /\ StaysPoisoned)
        /\ AwaitsGap /\ lsn[t] # None => Prefix > lsn[t]
        /\ end' = [end EXCEPT ![t] = Prefix]
        /\ Go(t, IF Prefix > durable THEN "write" ELSE AfterIo)
  /\ UNCHANGED <<ring, group, file, lsn, left, queued, acked, released, next>>

Poison(t) ==
  /\ poisoned' = TRUE
  /\ syncedAtFailure' = IF poisoned THEN syncedAtFailure ELSE synced
  /\ Go(t, AfterIo)

\* Flusher.write
Write(t) ==
  /\ At(t, "write")
  /\ \/ /\ written' = end[t]
        /\ Go(t, IF SyncsFirst THEN "sync" ELSE "advance")
        /\ UNCHANGED <<poisoned, syncedAtFailure>>
     \/ /\ IoMayFail
        /\ Poison(t)
        /\ UNCHANGED written
  /\ UNCHANGED <<ring, durable, leading, queue, pending, permit, synced, locals>>

\* Flusher.sync
Sync(t) ==
  /\ At(t, "sync")
  /\ \/ /\ synced' = written
        /\ Go(t, IF SyncsFirst THEN "advance" ELSE "zero")
        /\ UNCHANGED <<poisoned, syncedAtFailure>>
     \/ /\ IoMayFail
        /\ Poison(t)
        /\ UNCHANGED synced
  /\ UNCHANGED <<ring, durable, leading, queue, pending, permit, written, locals>>

\* LogProgress.durable, stores the durable LSN
Advance(t) ==
  /\ At(t, "advance")
  /\ durable' = end[t]
  /\ Go(t, IF ~SyncsFirst THEN "sync" ELSE IF ZeroesFirst THEN "zero" ELSE "release")
  /\ UNCHANGED <<ring, leading, queue, pending, poisoned, permit, file, locals>>

\* LogBuffer.zero
Zero(t) ==
  /\ At(t, "zero")
  /\ LET start == IF ZeroesFirst THEN base ELSE end[t] - released[t]
         wiped == {n % Capacity : n \in start..end[t]-1}
     IN  slot' = [i \in 0..Capacity-1 |-> IF i \in wiped THEN None ELSE slot[i]]
  /\ Go(t, IF ZeroesFirst THEN "release" ELSE AfterIo)
  /\ UNCHANGED <<free, tail, base, creditWaiters, group, file, locals>>

\* Flusher.release, RingCredit.giveBack
Release(t) ==
  /\ At(t, "release")
  /\ free' = free + (end[t] - base)
  /\ base' = end[t]
  /\ released' = [released EXCEPT ![t] = end[t] - base]
  /\ Go(t, IF ZeroesFirst THEN AfterIo ELSE "zero")
  /\ UNCHANGED <<tail, slot, creditWaiters, group, file,
                 lsn, left, queued, acked, end, next>>

Content(seq) == {seq[i] : i \in 1..Len(seq)}
Finished(waiter) == poisoned \/ durable > waiter[2]

\* GroupCommit.settle: wakes the satisfied, keeps the rest, and picks one of them to lead next
Drain(t) ==
  /\ At(t, "drain")
  /\ LET all == pending \o queue
         rest == SelectSeq(all, LAMBDA w : ~Finished(w))
     IN  /\ Unpark({w[1] : w \in {x \in Content(all) : Finished(x)}} \ {t})
         /\ pending' = rest
         /\ next' = [next EXCEPT ![t] =
              IF HandsOver /\ rest # <<>> THEN Head(rest)[1] ELSE Nobody]
  /\ queue' = <<>>
  /\ Go(t, IF DrainsAsLeader THEN "giveUp" ELSE "wakeForCredit")
  /\ UNCHANGED <<ring, durable, leading, poisoned, file, lsn, left, queued, acked, end, released>>

\* GroupCommit.serveAndResign, clears the leader flag and wakes the one picked to lead next.
\* Fence: before the queue is looked at again.
GiveUp(t) ==
  /\ At(t, "giveUp")
  /\ leading' = FALSE
  /\ end' = [end EXCEPT ![t] = 0]
  /\ Unpark({next[t]} \ {t})
  /\ next' = [next EXCEPT ![t] = Nobody]
  /\ Go(t, IF DrainsAsLeader THEN "wakeForCredit" ELSE "drain")
  /\ UNCHANGED <<ring, durable, queue, pending, poisoned, file, lsn, left, queued, acked, released>>

\* RingCredit.changed: all of them, if there is credit for them, or work, or a failure
WakeForCredit(t) ==
  /\ At(t, "wakeForCredit")
  /\ IF released[t] > 0 \/ poisoned \/ (WakesUnwritten /\ Prefix > durable)
       THEN Unpark(creditWaiters) /\ creditWaiters' = {}
       ELSE UNCHANGED <<permit, creditWaiters>>
  /\ released' = [released EXCEPT ![t] = 0]
  /\ Go(t, IF Rechecks THEN "recheck" ELSE Own(t))
  /\ UNCHANGED <<free, tail, base, slot, durable, leading, queue, pending, poisoned, file,
                 lsn, left, queued, acked, end, next>>

\* GroupCommit.handOver, looks at the queue again: leads once more, without a write, if nobody else does
Recheck(t) ==
  /\ At(t, "recheck")
  /\ \/ /\ queue # <<>> /\ ~leading
        /\ leading' = TRUE
        /\ Go(t, AfterIo)
     \/ /\ queue = <<>> \/ leading
        /\ Go(t, Own(t))
        /\ UNCHANGED leading
  /\ UNCHANGED <<ring, durable, queue, pending, poisoned, permit, file, locals>>

-----------------------------------------------------------------------------

Step(t) ==
  \/ Take(t) \/ EnqueueCredit(t) \/ Retake(t) \/ LeadForCredit(t) \/ ParkForCredit(t)
  \/ Reserve(t) \/ Publish(t) \/ GiveBack(t) \/ WakeAfterAppend(t)
  \/ Await(t) \/ TryLead(t) \/ Enqueue(t) \/ Park(t)
  \/ Scan(t) \/ Write(t) \/ Sync(t) \/ Advance(t) \/ Zero(t) \/ Release(t)
  \/ Drain(t) \/ GiveUp(t) \/ WakeForCredit(t) \/ Recheck(t)

Ended(t) == pc[t] \in {"returned", "failed"}

Next ==
  \/ \E t \in Committers : Step(t)
  \/ (\A t \in Committers : Ended(t)) /\ UNCHANGED vars

Spec == Init /\ [][Next]_vars /\ \A t \in Committers : WF_vars(Step(t))

-----------------------------------------------------------------------------
(* What must hold *)

\* acknowledged => durable
AckedIsDurable == \A t \in Committers : acked[t] # None => acked[t] < synced

\* After the log was poisoned only what was durable before is acknowledged.
NoAckAfterPoison ==
  poisoned => \A t \in Committers : acked[t] # None => acked[t] < syncedAtFailure

\* The ring never holds more than its capacity, and credit is neither lost nor made up.
RingFits == tail - base <= Capacity /\ free \in 0..Capacity

InLead(t) == pc[t] \in {"scan", "write", "sync", "advance", "zero", "release", "giveUp"}
OneLeader == Cardinality({t \in Committers : InLead(t)}) <= 1

\* The queue takes many producers but one consumer at a time.
OneConsumer == Cardinality({t \in Committers : At(t, "drain")}) <= 1

\* What is written is what was published there, not what an earlier lap left behind.
WritesPublished ==
  \A t \in Committers : At(t, "write") =>
    \A n \in durable..end[t]-1 : slot[n % Capacity] = n

\* What was published stays in the ring until it is durable.
PublishedStays ==
  \A t \in Committers :
    lsn[t] # None /\ lsn[t] >= durable /\ ~At(t, "publish") => slot[lsn[t] % Capacity] = lsn[t]

Asleep(t) == pc[t] \in {"park", "parkForCredit"} /\ ~permit[t]

\* Once nobody runs, nobody sleeps (rule L5 for the ring, and no lost waiter).
NobodySleepsForEver ==
  (\A t \in Committers : Ended(t) \/ Asleep(t)) => \A t \in Committers : Ended(t)

Symmetry == Permutations(Committers)

\* Every call returns or fails; stronger than the last, it rules out endless circling too.
EveryCallEnds == <>(\A t \in Committers : Ended(t))
=============================================================================
