----------------------------- MODULE LatchOrder ------------------------------
(***************************************************************************)
(* What a call may wait for while it holds something: page latches, frames *)
(* of a pool that is too small, a share of the frames for new pages, and   *)
(* room in the log.  Shown: nobody waits in a circle, so some thread can   *)
(* always go on; and, where frames suffice, every call ends (rules T1, P3).*)
(*                                                                         *)
(* Five pages: a parent, two leaves from left to right, a page of the      *)
(* space map, and a page that others read.  Latches are waited for in that *)
(* order only.  A thread does what a call of the tree does, as a list of   *)
(* steps: pages fixed in some mode and let go of, room and frames taken.   *)
(* What is on the pages, and which page an id means, is BlinkTree's        *)
(* business; so is that an optimistic read is repeated.  Such a read holds *)
(* nothing, but it waits while a page is held exclusively.                 *)
(*                                                                         *)
(* A page that is being read from the file is held exclusively by who      *)
(* reads it.  An evictor only tries, so it is part of the step of whoever  *)
(* finds no frame; the background writer may evict at any time.  New pages *)
(* are frames here: nobody else knows them.                                *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
  Threads,
  Kinds,          \* of calls
  Calls,          \* of each thread
  Frames,         \* of the pool
  Shares,         \* frames that may be reserved in all
  NewPages,       \* frames that a split reserves
  MostPins,       \* pages kept for calls that begin again
  Credit,         \* room in the log; a change of the tree's shape takes 2 of it, another one 1
  EvictsEarly,    \* pages are evicted at any time; else when a frame is wanted and none is free
  \* The rules. Each mutant switches one of them off.
  GoesUpAlone,    \* T1: nothing is held by one that goes upward to post
  TriesOnly,      \* T1: under latches a remembered page, which may lie to the left by now, is only tried for
  MapLast,        \* T1: a page of the space map is latched behind all others
  LoadsInOrder,   \* P3: under latches nobody waits for a frame, but lets go of all, brings the page in and begins again
  ReservesFirst,  \* P3: the frames of new pages are taken before the first latch
  LimitsShares,   \* P3: who waits for frames of new pages has a share, and all shares can be had
  GivesBack,      \* P3: who waits for a share or a frame of new pages, or for more room in the log, has no room
  EvictorTries    \* an evictor does not wait for its victim

VARIABLES
  resident,       \* the pages in memory
  at              \* where the threads are

vars == <<resident, at>>

Parent == 1
Left == 2
Right == 3
Map == 4
Other == 5
Pages == 1..5
None == 0

-----------------------------------------------------------------------------
(* What calls do *)

Fix(mode, p) == <<mode, p>>
Unfix(p) == <<"unfix", p>>
Do(what) == <<what, None>>
Take(room) == <<"credit", room>>

\* Tree.get, Steps.read: optimistically; nothing is held
Get == <<Fix("optimistic", Parent), Fix("optimistic", Other)>>

\* Steps.read, coupled: a shared latch is kept until the next is had, down and to the right
Coupled ==
  <<Fix("shared", Parent), Fix("shared", Left), Unfix(Parent), Fix("shared", Right), Unfix(Left)>>

\* LeafChange.run, Descent.latchLeaf
Put == <<Take(1), Fix("optimistic", Parent), Fix("exclusive", Left)>>

Mark == Fix("exclusive", Map)

\* Visit.reserve: first the share and the frames, then room in the log
ReserveAll ==
  (IF GivesBack THEN <<Do("repay")>> ELSE <<>>)
    \o (IF LimitsShares THEN <<Do("share")>> ELSE <<>>) \o <<Do("reserve"), Take(2)>>

\* SeparatorPost.tryPost, SeparatorPost.latchLeft
Post == <<Take(2), Fix("exclusive", Parent), Fix("shared", Left)>>

\* LeafChange.run, PageSplit.split, Change.markOn: the leaf is let go of for the reservation, latched again and
\* divided. Then Repairs.doLast posts.
Split ==
  Put \o <<Unfix(Left)>>
    \o (IF ReservesFirst THEN ReserveAll ELSE <<>>)
    \o (IF MapLast THEN <<>> ELSE <<Mark>>)
    \o <<Fix("optimistic", Parent), Fix("exclusive", Left), Do("new")>>
    \o (IF MapLast THEN <<Mark>> ELSE <<>>)
    \o (IF GoesUpAlone THEN <<Unfix(Left), Unfix(Map)>> \o Post
                       ELSE <<Unfix(Map), Fix("exclusive", Parent)>>)

\* PageMerge.tryMerge, PageMerge.tryPair, Visit.latchChild, Change.markOn
Merge ==
  <<Take(2), Fix("exclusive", Parent), Fix("exclusive", Left), Fix("exclusive", Right), Mark>>

\* LeafGroup.latchLocated, LeafGroup.latchRight: a leaf, the next one; and one located there that lies to the left by now
Group ==
  <<Take(1), Fix("exclusive", Left), Fix("exclusive", Right), Unfix(Left),
    Fix(IF TriesOnly THEN "try" ELSE "exclusive", Left)>>

Programs ==
  [get |-> Get, coupled |-> Coupled, put |-> Put, split |-> Split, merge |-> Merge, group |-> Group]

\* Where a thread is: pc; the call and the step it is at; the step it begins again from; the pages held
\* exclusively and shared; a frame in its hand and those reserved; whether it has room in the log and a
\* share; the page that is brought in; the page kept; whether it is about to begin again.
Away(left) ==
  [pc |-> "away", left |-> left, kind |-> "get", step |-> 1, again |-> 1, exclusive |-> {}, shared |-> {},
   hand |-> 0, reserved |-> 0, credit |-> 0, share |-> 0, page |-> None, pin |-> None, restarts |-> FALSE]

Init ==
  /\ resident = {Map}
  /\ at = [t \in Threads |-> Away(Calls)]

-----------------------------------------------------------------------------

Held(t) == at[t].exclusive \cup at[t].shared
Program(t) == Programs[at[t].kind]
Step1(t) == Program(t)[at[t].step]
AtStep(t, what) == at[t].pc = "go" /\ at[t].step <= Len(Program(t)) /\ Step1(t)[1] = what
Modes == {"optimistic", "shared", "exclusive", "try"}
AtFix(t) == at[t].pc = "go" /\ at[t].step <= Len(Program(t)) /\ Step1(t)[1] \in Modes

Sum(f) ==
  LET S[T \in SUBSET Threads] ==
        IF T = {} THEN 0 ELSE LET t == CHOOSE t \in T : TRUE IN f[t] + S[T \ {t}]
  IN  S[Threads]
FreeFrames ==
  Frames - Cardinality(resident) - Sum([t \in Threads |-> at[t].hand + at[t].reserved])
FreeCredit == Credit - Sum([t \in Threads |-> at[t].credit])
FreeShares == Shares - Sum([t \in Threads |-> at[t].share])

\* Who keeps a page from being had in a mode.
InTheWay(t, p, mode) ==
  {u \in Threads \ {t} :
     \/ p \in at[u].exclusive
     \/ mode \in {"exclusive", "try"} /\ p \in at[u].shared}

Go(t, to) == at' = [at EXCEPT ![t] = to]
Nexts(values) == [values EXCEPT !.step = @ + 1]
\* A wait with nothing held: it is not repeated when the call begins again.
NextsForGood(values) == [values EXCEPT !.step = @ + 1, !.again = @ + 1]
SameMemory == UNCHANGED resident

\* Visit.restart: lets go of all pages, then Operation.restart waits
Restarts(t, p) ==
  Go(t, [at[t] EXCEPT !.pc = IF p = None THEN "go" ELSE "bring", !.exclusive = {}, !.shared = {}, !.page = p,
                      !.pin = None, !.step = at[t].again, !.restarts = p # None])

Begin(t) ==
  /\ at[t].pc = "away"
  /\ at[t].left > 0
  /\ \E kind \in Kinds : Go(t, [at[t] EXCEPT !.pc = "go", !.kind = kind])
  /\ SameMemory

\* Visit.close, Visit.endOperation, Operation.close
End(t) ==
  /\ at[t].pc = "go"
  /\ at[t].step > Len(Program(t))
  /\ Go(t, Away(at[t].left - 1))
  /\ SameMemory

-----------------------------------------------------------------------------
(* Pages *)

\* PageGuard.fixOptimistic, PageGuard.fixShared, PageGuard.fixExclusive, PageGuard.tryFixExclusive: waits until nobody
\* is in the way; a page that is not there is brought in
FixPage(t) ==
  /\ AtFix(t)
  /\ LET mode == Step1(t)[1]
         p == Step1(t)[2]
     IN
     \/ /\ InTheWay(t, p, mode) = {}
        /\ p \in resident
        /\ Go(t, Nexts([at[t] EXCEPT
             !.exclusive = IF mode \in {"exclusive", "try"} THEN @ \cup {p} ELSE @,
             !.shared = IF mode = "shared" THEN @ \cup {p} ELSE @]))
     \/ /\ InTheWay(t, p, mode) = {}
        /\ p \notin resident
        /\ IF mode = "try" THEN Restarts(t, p)
           ELSE Go(t, [at[t] EXCEPT !.pc = "frame", !.page = p])
     \/ /\ InTheWay(t, p, mode) # {} /\ mode = "try"
        /\ Restarts(t, None)
  /\ UNCHANGED resident

\* PageGuard.unfix
UnfixPage(t) ==
  /\ AtStep(t, "unfix")
  /\ LET p == Step1(t)[2]
     IN  Go(t, Nexts([at[t] EXCEPT !.exclusive = @ \ {p}, !.shared = @ \ {p}]))
  /\ SameMemory

\* PageLoader.load, FrameSupply.take, FrameSupply.poll: with nothing latched it waits, else it begins again
TakeFrame(t) ==
  /\ at[t].pc = "frame"
  /\ \/ FreeFrames > 0 /\ Go(t, [at[t] EXCEPT !.pc = "load", !.hand = 1])
     \/ /\ FreeFrames = 0
        /\ Held(t) # {} /\ LoadsInOrder
        /\ Restarts(t, at[t].page)
  /\ SameMemory

\* PageLoader.load: the page's latch, which others may have meanwhile
LatchToLoad(t) ==
  /\ at[t].pc = "load"
  /\ InTheWay(t, at[t].page, "exclusive") = {}
  /\ IF at[t].page \in resident
       THEN Go(t, [at[t] EXCEPT !.pc = IF at[t].restarts THEN "bring" ELSE "go", !.hand = 0])
       ELSE Go(t, [at[t] EXCEPT !.pc = "read", !.exclusive = @ \cup {at[t].page}])
  /\ SameMemory

\* PageLoader.load, the read
ReadPage(t) ==
  /\ at[t].pc = "read"
  /\ LET p == at[t].page
     IN  /\ resident' = resident \cup {p}
         /\ Go(t, [at[t] EXCEPT !.pc = IF at[t].restarts THEN "bring" ELSE "go", !.hand = 0,
                                !.exclusive = @ \ {p}])

\* Operation.restart, Operation.loadAndPin: waits for the page with nothing latched, and keeps it
BringIn(t) ==
  /\ at[t].pc = "bring"
  /\ LET p == at[t].page
         mayPin == Cardinality({u \in Threads : at[u].pin # None}) < MostPins
     IN
     /\ InTheWay(t, p, "optimistic") = {}
     /\ IF p \in resident
          THEN Go(t, [at[t] EXCEPT !.pc = "go", !.page = None, !.pin = IF mayPin THEN p ELSE None,
                                   !.restarts = FALSE])
          ELSE Go(t, [at[t] EXCEPT !.pc = "frame"])
  /\ SameMemory

Wants(t) == at[t].pc = "frame" \/ AtStep(t, "reserve") \/ (AtStep(t, "new") /\ at[t].reserved = 0)

Evictable(p) ==
  /\ p \in resident \ {Map}
  /\ \A t \in Threads : p \notin Held(t) /\ at[t].pin # p

Out(p) == resident' = resident \ {p}

\* Evictor.sweep, Evictor.evict, BackgroundWriter.run; the pages of the space map stay, see SpaceMap.addMap
Evict(p) ==
  /\ Evictable(p)
  /\ ~EvictsEarly =>
       /\ FreeFrames = 0
       /\ \E t \in Threads : Wants(t) /\ (Held(t) = {} \/ ~LoadsInOrder)
  /\ Out(p)
  /\ UNCHANGED at

\* The mutant without EvictorTries sweeps under latches, and waits for its victim.
ChooseVictim(t) ==
  /\ ~EvictorTries
  /\ at[t].pc = "frame"
  /\ FreeFrames = 0 /\ Held(t) # {}
  /\ \E p \in resident \ {Map} :
       /\ p \notin Held(t)
       /\ \A u \in Threads : at[u].pin # p
       /\ Go(t, [at[t] EXCEPT !.pc = "victim", !.page = p])
  /\ SameMemory
EvictVictim(t) ==
  /\ at[t].pc = "victim"
  /\ InTheWay(t, at[t].page, "exclusive") = {}
  /\ Go(t, [at[t] EXCEPT !.pc = "go", !.page = None])
  /\ IF Evictable(at[t].page) THEN Out(at[t].page) ELSE SameMemory

-----------------------------------------------------------------------------
(* What is taken before latches are *)

\* LogRoom.take, LogRoom.giveBack, LogCredit.admit: room in the log, all of it or none; it is kept to the call's end
TakeCredit(t) ==
  /\ AtStep(t, "credit")
  /\ LET room == Step1(t)[2]
         has == at[t].credit
         takes == NextsForGood([at[t] EXCEPT !.credit = room, !.again = at[t].step])
     IN
     \/ has >= room /\ Go(t, [takes EXCEPT !.credit = has])
     \/ has < room /\ FreeCredit >= room - has /\ (GivesBack => has = 0) /\ Go(t, takes)
     \/ has \in 1..room-1 /\ GivesBack /\ Go(t, [at[t] EXCEPT !.credit = 0])
  /\ SameMemory

\* Visit.reserve, LogRoom.giveBack
GiveBackCredit(t) ==
  /\ AtStep(t, "repay")
  /\ Go(t, Nexts([at[t] EXCEPT !.credit = 0, !.again = at[t].step]))
  /\ SameMemory

\* Operation.tryReserve, Reservation.takeShare: the page kept for a restart is let go of before
TakeShare(t) ==
  /\ AtStep(t, "share")
  /\ FreeShares >= NewPages
  /\ Go(t, NextsForGood([at[t] EXCEPT !.share = NewPages, !.pin = None, !.again = at[t].step]))
  /\ SameMemory

\* Reservation.fill: one frame after the other
ReserveFrame(t) ==
  /\ AtStep(t, "reserve")
  /\ IF at[t].reserved = NewPages
       THEN Go(t, NextsForGood([at[t] EXCEPT !.again = at[t].step]))
       ELSE FreeFrames > 0 /\ Go(t, [at[t] EXCEPT !.reserved = @ + 1])
  /\ SameMemory

\* PageGuard.fixNew: a frame of those reserved; without ReservesFirst it is waited for here
FixNew(t) ==
  /\ AtStep(t, "new")
  /\ IF at[t].reserved > 0 THEN Go(t, Nexts(at[t]))
     ELSE FreeFrames > 0 /\ Go(t, Nexts([at[t] EXCEPT !.reserved = 1]))
  /\ SameMemory

-----------------------------------------------------------------------------

Step(t) ==
  \/ Begin(t) \/ End(t)
  \/ FixPage(t) \/ UnfixPage(t) \/ TakeFrame(t) \/ LatchToLoad(t) \/ ReadPage(t) \/ BringIn(t)
  \/ ChooseVictim(t) \/ EvictVictim(t)
  \/ TakeCredit(t) \/ GiveBackCredit(t) \/ TakeShare(t) \/ ReserveFrame(t) \/ FixNew(t)

Ended(t) == at[t].pc = "away" /\ at[t].left = 0

Next ==
  \/ \E t \in Threads : Step(t)
  \/ \E p \in Pages : Evict(p)
  \/ (\A t \in Threads : Ended(t)) /\ UNCHANGED vars

Spec == Init /\ [][Next]_vars /\ WF_vars(\E p \in Pages : Evict(p)) /\ \A t \in Threads : WF_vars(Step(t))

-----------------------------------------------------------------------------
(* What must hold *)

TypeOK ==
  /\ Map \in resident /\ resident \subseteq Pages
  /\ FreeFrames \in 0..Frames
  /\ FreeCredit \in 0..Credit
  /\ \A t, u \in Threads : t # u => at[t].exclusive \cap Held(u) = {}

\* The page that a thread waits for, as far as somebody is in the way.
Before(t) ==
  CASE AtFix(t) /\ Step1(t)[1] # "try" -> InTheWay(t, Step1(t)[2], Step1(t)[1])
    [] at[t].pc \in {"load", "victim"} -> InTheWay(t, at[t].page, "exclusive")
    [] at[t].pc = "bring" -> InTheWay(t, at[t].page, "optimistic")
    [] OTHER -> {}

WaitsForFrame(t) == Wants(t) /\ FreeFrames = 0 /\ ~(at[t].pc = "frame" /\ Held(t) # {} /\ LoadsInOrder)

\* No frame comes free unless one of these goes on.
KeepAllFrames(S) ==
  /\ \A p \in resident \ {Map} : \E t \in S : p \in Held(t) \/ at[t].pin = p
  /\ \A t \in Threads : at[t].hand + at[t].reserved > 0 => t \in S

\* These threads wait, each for one of them.
Circle(S) ==
  \A t \in S :
    \/ Before(t) \cap S # {}
    \/ WaitsForFrame(t) /\ KeepAllFrames(S)
    \/ /\ AtStep(t, "credit")
       /\ FreeCredit < Step1(t)[2] - at[t].credit
       /\ {u \in Threads : at[u].credit > 0} \subseteq S
    \/ /\ AtStep(t, "share") /\ FreeShares < NewPages
       /\ {u \in Threads : at[u].share > 0} \subseteq S

NobodyWaitsInACircle == \A S \in SUBSET Threads \ {{}} : ~Circle(S)

\* Every call ends, so no call begins again for ever.
EveryCallEnds == <>(\A t \in Threads : Ended(t))

Symmetry == Permutations(Threads)
=============================================================================
