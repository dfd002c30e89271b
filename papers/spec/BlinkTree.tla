----------------------------- MODULE BlinkTree ------------------------------
(***************************************************************************)
(* One B-link tree: get, insert and remove; split with separate posting of *)
(* the separator, merge, right moves, growth and shrinking of the root in  *)
(* place, and page ids that are given out again at once.  Shown: the tree  *)
(* is sound in every state, no call takes a page that was given to another *)
(* for its own, nobody waits in a circle, and each answer is that of a set *)
(* at some moment of the call (rules T1 to T4).                            *)
(*                                                                         *)
(* One action is what happens under one latch.  A page is read in one      *)
(* action: under a shared latch, or optimistically and validated.  What    *)
(* needs several latches takes them one by one, in an action each; with    *)
(* the last one it makes its change and lets go of all.  So "latched" says *)
(* which pages are held exclusively between two actions, and a change is   *)
(* one atomic record.                                                      *)
(*                                                                         *)
(* Keys are whole and pages hold so many of them: prefixes, sizes, values  *)
(* and overflow chains (T7, T8) are left out, and so are cursors (T5),     *)
(* batches (T6), the log and the free map (T9): a page is free in the      *)
(* moment in which it is merged away.  The tree also merges a page with    *)
(* its right neighbour where the left one has no room; here a merge takes  *)
(* the left one, and only the first child takes the right.                 *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
  Threads,
  Operations,     \* of each thread
  Kinds,          \* of operations: get, insert, remove; tend is a merge given up and taken up again
  Keys,           \* 1..n
  Pages,          \* 1..n; the root is page 1
  Capacity,       \* of a page, in keys or children
  Shape,          \* of the tree at the beginning
  Strangers,      \* how many pages another tree may take
  \* The rules. Each mutant switches one of them off.
  MovesRight,     \* a key at or beyond the high fence is looked for to the right
  ChecksLive,     \* T4: a page is live,
  ChecksTree,     \* T4: of this tree,
  ChecksLevel,    \* T4: of the level expected,
  ChecksLow,      \* T4: and its range does not begin beyond the key
  HoldsLeaf,      \* an insert looks for room and puts its key under one latch
  LinksFirst,     \* a split makes and links the right page before its separator is posted
  ChecksChild,    \* T2: before it is posted, the child left of the separator is latched, and
  ChecksHigh,     \* T2: still ends there,
  ChecksRight,    \* T2: and leads to the page posted
  DerivesPost,    \* T2: if the child ends before the separator, that of its neighbour is posted first
  LetsGo,         \* T1: nothing is held by one that goes upward to post
  ChecksAdjacent, \* T3: the left page's right link leads to the right page
  SameParent,     \* T3: both are children of the parent latched
  ShrinksAlone    \* T3: the root shrinks only if its child has no right neighbour

VARIABLES
  page,           \* the pages; a page of no tree is free
  latched,        \* who holds a page exclusively between two actions
  at,             \* where a thread is
  content,        \* history: the set that the tree stands for
  faults,         \* history: which wrong steps were seen
  short           \* history: a separator could not be posted for want of a page

vars == <<page, latched, at, content, faults, short>>

Root == 1
None == 0
Nobody == 0
Infinity == Cardinality(Keys) + 1  \* the high fence of the rightmost page of a level
AnyLevel == 99

Free == [tree |-> 0, level |-> 0, low |-> 0, high |-> Infinity, right |-> None,
         keys |-> {}, kids |-> <<>>]
Strange == [Free EXCEPT !.tree = 2]
Leaf(low, high, right, keys) ==
  [tree |-> 1, level |-> 0, low |-> low, high |-> high, right |-> right, keys |-> keys, kids |-> <<>>]
Inner(level, low, high, right, kids) ==
  [tree |-> 1, level |-> level, low |-> low, high |-> high, right |-> right, keys |-> {}, kids |-> kids]

Shapes ==
  [leaf |->
     <<Leaf(0, Infinity, None, {1, 3})>>,
   two |->
     <<Inner(1, 0, Infinity, None, 0 :> 2 @@ 4 :> 3),
       Leaf(0, 4, 3, {1, 3}),
       Leaf(4, Infinity, None, {4})>>,
   three |->
     <<Inner(2, 0, Infinity, None, 0 :> 2 @@ 4 :> 3),
       Inner(1, 0, 4, 3, 0 :> 4),
       Inner(1, 4, Infinity, None, 4 :> 5),
       Leaf(0, 4, 5, {1, 3}),
       Leaf(4, Infinity, None, {4})>>]

Begun == Shapes[Shape]

\* Where a thread is: pc; its task, and what is to be done after that before the call returns (todo);
\* the page it goes to next (cur) and the level expected there; the inner pages remembered on the way
\* down, by their level (path); the answers that were true since a get began (seen).
Call == [type |-> "call", key |-> 0, right |-> None, level |-> 0]
Idle(left) ==
  [pc |-> "idle", left |-> left, task |-> Call, cur |-> None, level |-> AnyLevel,
   path |-> <<None, None, None, None>>, todo |-> <<>>, seen |-> {}]

Init ==
  /\ page = [p \in Pages |-> IF p \in DOMAIN Begun THEN Begun[p] ELSE Free]
  /\ latched = [p \in Pages |-> Nobody]
  /\ at = [t \in Threads |-> Idle(Operations)]
  /\ content = UNION {page[p].keys : p \in Pages}
  /\ faults = {}
  /\ short = FALSE

-----------------------------------------------------------------------------
(* Nodes *)

Max(S) == CHOOSE x \in S : \A y \in S : y <= x
Min(S) == CHOOSE x \in S : \A y \in S : x <= y

Frees == {p \in Pages : page[p].tree = 0}

\* What fills a page: its keys, or the separators of its children.
Entries(node) == IF node.level = 0 THEN node.keys ELSE DOMAIN node.kids
Size(node) == Cardinality(Entries(node))
Full(node) == Size(node) = Capacity
Underfull(node) == Size(node) * 2 <= Capacity

\* The separator at or left of a key, and the child there.
Slot(node, key) ==
  LET left == {s \in DOMAIN node.kids : s <= key}
  IN  IF left = {} THEN Min(DOMAIN node.kids) ELSE Max(left)
Child(node, key) == node.kids[Slot(node, key)]

Only(node, entries) ==
  IF node.level = 0
    THEN [node EXCEPT !.keys = @ \cap entries]
    ELSE [node EXCEPT !.kids = [s \in DOMAIN @ \cap entries |-> @[s]]]

\* The first entry of the upper half.
Middle(node) ==
  CHOOSE k \in Entries(node) : Cardinality({e \in Entries(node) : e < k}) = Size(node) \div 2

LeftHalf(node, right) ==
  [Only(node, {e \in Entries(node) : e < Middle(node)}) EXCEPT !.high = Middle(node), !.right = right]
RightHalf(node) ==
  [Only(node, {e \in Entries(node) : e >= Middle(node)}) EXCEPT !.low = Middle(node)]

Put(node, key) == [node EXCEPT !.keys = @ \cup {key}]
Point(node, separator, child) == [node EXCEPT !.kids = separator :> child @@ @]

Merged(left, right) ==
  [left EXCEPT !.high = right.high, !.right = right.right, !.keys = @ \cup right.keys,
               !.kids = @ @@ right.kids]

-----------------------------------------------------------------------------
(* Threads *)

Task(t) == at[t].task
Key(t) == Task(t).key
Go(t, to) == at' = [at EXCEPT ![t] = to]
Open(p, t) == latched[p] \in {Nobody, t}
Held(t) == {p \in Pages : latched[p] = t}
LetGo(t) == latched' = [p \in Pages |-> IF latched[p] = t THEN Nobody ELSE latched[p]]
HoldOnly(t, p) ==
  latched' = [q \in Pages |->
    IF q = p THEN t ELSE IF latched[q] = t THEN Nobody ELSE latched[q]]

\* The level at which a task is done: posting and merging change the parent.
Goal(task) == IF task.type \in {"post", "merge"} THEN task.level + 1 ELSE 0

Post(node) == [type |-> "post", key |-> node.high, right |-> node.right, level |-> node.level]
Merge(node) == [type |-> "merge", key |-> node.low, right |-> None, level |-> node.level]

\* NodeFences.belongs, T4: as the protocol tests it, and as it is
Belongs(node, t) ==
  /\ ChecksLive => node.tree # 0
  /\ ChecksTree => node.tree \in {0, 1}
  /\ ChecksLevel => at[t].level \in {AnyLevel, node.level}
  /\ ChecksLow => node.low <= Key(t)
TrulyBelongs(node, t) ==
  /\ node.tree = 1
  /\ at[t].level \in {AnyLevel, node.level}
  /\ node.low <= Key(t)

Beyond(node, t) == MovesRight /\ Key(t) >= node.high

Restarted(t) == [at[t] EXCEPT !.pc = "read", !.cur = Root, !.level = AnyLevel]

\* Repairs.doLast, Descent.latch: from the remembered parent, else from the root
After(t, todo) ==
  IF todo = <<>>
    THEN Idle(at[t].left - 1)
    ELSE LET task == Head(todo)
             parent == at[t].path[Goal(task)]
             known == parent # None
         IN  [at[t] EXCEPT !.task = task, !.todo = Tail(todo), !.seen = {},
                           !.pc = IF known THEN "latch" ELSE "read",
                           !.cur = IF known THEN parent ELSE Root,
                           !.level = IF known THEN Goal(task) ELSE AnyLevel]

Ends(t) == Go(t, After(t, at[t].todo))
\* Another task is done first, then this one is taken up again.
EndsAfter(t, task) == Go(t, After(t, <<task, Task(t)>> \o at[t].todo))

Stray(node, t) == IF TrulyBelongs(node, t) THEN {} ELSE {"stray"}
Wrong(answer, truths) == IF answer \in truths THEN {} ELSE {"answer"}
Note(what) == faults' = faults \cup what

-----------------------------------------------------------------------------
(* Calls *)

\* Tree.get, Tree.putIfAbsent, Tree.remove
Begin(t) ==
  /\ at[t].pc = "idle"
  /\ at[t].left > 0
  /\ \E kind \in Kinds \ {"tend"}, k \in Keys :
       Go(t, [at[t] EXCEPT !.pc = "read", !.cur = Root,
                           !.task = [Call EXCEPT !.type = kind, !.key = k],
                           !.seen = IF kind = "get" THEN {k \in content} ELSE {}])
  /\ UNCHANGED <<page, latched, content, faults>>

\* Descent.step, at a page that is not held: down, right, or back to the root. Who goes right may
\* post the separator that was missing, or leave it to others.
Read(t) ==
  /\ at[t].pc = "read"
  /\ LET p == at[t].cur
         node == page[p]
         task == Task(t)
         goal == Goal(task)
     IN
     /\ Open(p, t)
     /\ \/ /\ ~Belongs(node, t)
           /\ Go(t, Restarted(t))
           /\ UNCHANGED faults
        \/ /\ Belongs(node, t)
           /\ Note(Stray(node, t))
           /\ node.level < goal
           /\ Ends(t)
        \/ /\ Belongs(node, t) /\ node.level >= goal
           /\ Note(Stray(node, t))
           /\ Beyond(node, t)
           /\ \E todo \in {at[t].todo, <<Post(node)>> \o at[t].todo} :
                Go(t, [at[t] EXCEPT !.cur = node.right, !.level = node.level, !.todo = todo])
        \/ /\ Belongs(node, t) /\ node.level > goal
           /\ Note(Stray(node, t))
           /\ ~Beyond(node, t)
           /\ Go(t, [at[t] EXCEPT !.cur = Child(node, task.key), !.level = node.level - 1,
                                  !.path = [@ EXCEPT ![node.level] = p],
                                  !.pc = IF node.level - 1 = goal /\ task.type # "get"
                                           THEN "latch" ELSE "read"])
        \/ /\ Belongs(node, t) /\ node.level = goal
           /\ ~Beyond(node, t)
           /\ IF task.type = "get"
                THEN /\ Ends(t)
                     /\ Note(Stray(node, t) \cup Wrong(task.key \in node.keys, at[t].seen))
                ELSE /\ Go(t, [at[t] EXCEPT !.pc = "latch", !.level = node.level])
                     /\ Note(Stray(node, t))
  /\ UNCHANGED <<page, latched, content>>

-----------------------------------------------------------------------------
(* Under the latch of the page that a task is for *)

Answer(t, node, answer) ==
  Note(Stray(node, t) \cup Wrong(answer, {Key(t) \in content}))

\* The page latched was looked at.
Looked(t) == Note(Stray(page[at[t].cur], t))

\* All gets of the key see that it came or went.
Changed(t, next, present) ==
  LET key == Key(t)
  IN  /\ content' = IF present THEN content \cup {key} ELSE content \ {key}
      /\ at' = [u \in Threads |->
           IF u = t THEN next
           ELSE IF Task(u).type = "get" /\ at[u].pc # "idle" /\ Key(u) = key
             THEN [at[u] EXCEPT !.seen = @ \cup {present}]
             ELSE at[u]]

Refused(t) ==
  /\ Ends(t)
  /\ LetGo(t)
  /\ Looked(t)
  /\ UNCHANGED <<page, content>>

\* RootChange.grow: the root's content moves to a new page, its only child
Grow(t, node, fresh) ==
  /\ page' = [page EXCEPT ![Root] = Inner(node.level + 1, 0, Infinity, None, 0 :> fresh),
                          ![fresh] = node]
  /\ Go(t, Restarted(t))
  /\ LetGo(t)
  /\ Looked(t)
  /\ UNCHANGED content

\* LeafChange.insert, PageSplit.split: a full leaf is split, and takes the key, under one latch
Insert(t, p, node) ==
  LET key == Key(t)
      todo == at[t].todo
  IN
  \/ /\ key \in node.keys
     /\ Answer(t, node, TRUE)
     /\ Ends(t)
     /\ LetGo(t)
     /\ UNCHANGED <<page, content>>
  \/ /\ key \notin node.keys /\ ~Full(node)
     /\ LetGo(t)
     /\ IF HoldsLeaf
          THEN /\ page' = [page EXCEPT ![p] = Put(node, key)]
               /\ Answer(t, node, FALSE)
               /\ Changed(t, After(t, todo), TRUE)
          ELSE /\ Go(t, [at[t] EXCEPT !.pc = "put"])
               /\ Looked(t)
               /\ UNCHANGED <<page, content>>
  \/ /\ key \notin node.keys /\ Full(node)
     /\ IF Frees = {} THEN Refused(t)
        ELSE \E fresh \in Frees :
          IF p = Root THEN Grow(t, node, fresh)
          ELSE
            LET left == LeftHalf(node, fresh)
                right == RightHalf(node)
                isLeft == key < right.low
                link == [type |-> "link", key |-> node.low, right |-> fresh, level |-> 0]
            IN
            IF LinksFirst
              THEN /\ page' = [page EXCEPT ![p] = IF isLeft THEN Put(left, key) ELSE left,
                                           ![fresh] = IF isLeft THEN right ELSE Put(right, key)]
                   /\ Answer(t, node, FALSE)
                   /\ Changed(t, After(t, <<Post(left)>> \o todo), TRUE)
                   /\ IF LetsGo THEN LetGo(t) ELSE HoldOnly(t, p)
              ELSE /\ page' = [page EXCEPT ![fresh] = right]
                   /\ Go(t, After(t, <<Post(left), link, Task(t)>> \o todo))
                   /\ LetGo(t)
                   /\ Looked(t)
                   /\ UNCHANGED content

\* LeafChange.remove: an underfull leaf is to be merged
Remove(t, p, node) ==
  LET key == Key(t)
      rest == [node EXCEPT !.keys = @ \ {key}]
      todo == IF Underfull(rest) /\ p # Root THEN Append(at[t].todo, Merge(node)) ELSE at[t].todo
  IN
  /\ LetGo(t)
  /\ \/ /\ key \notin node.keys
        /\ Answer(t, node, FALSE)
        /\ Ends(t)
        /\ UNCHANGED <<page, content>>
     \/ /\ key \in node.keys
        /\ page' = [page EXCEPT ![p] = rest]
        /\ Answer(t, node, TRUE)
        /\ Changed(t, After(t, todo), FALSE)

\* The mutant without LinksFirst links the right page now.
Link(t, p, node) ==
  LET fresh == Task(t).right
      k == page[fresh].low
  IN
  /\ page' = [page EXCEPT ![p] =
       [Only(node, {e \in Entries(node) : e < k}) EXCEPT !.high = k, !.right = fresh]]
  /\ Ends(t)
  /\ LetGo(t)
  /\ Looked(t)
  /\ UNCHANGED content

\* SeparatorPost.tryPost, SeparatorPost.makeRoom, PageSplit.split: a full parent is split first
PostAtParent(t, p, node) ==
  LET task == Task(t)
  IN
  \/ /\ task.key \in DOMAIN node.kids
     /\ Refused(t)
  \/ /\ task.key \notin DOMAIN node.kids /\ Full(node)
     /\ IF Frees = {} THEN Refused(t)
        ELSE \E fresh \in Frees :
          IF p = Root THEN Grow(t, node, fresh)
          ELSE
            LET left == LeftHalf(node, fresh)
            IN  /\ page' = [page EXCEPT ![p] = left, ![fresh] = RightHalf(node)]
                /\ Go(t, After(t, <<Post(left), task>> \o at[t].todo))
                /\ LetGo(t)
                /\ Looked(t)
                /\ UNCHANGED content
  \/ /\ task.key \notin DOMAIN node.kids /\ ~Full(node)
     /\ IF ChecksChild
          THEN /\ HoldOnly(t, p)
               /\ Go(t, [at[t] EXCEPT !.pc = "postChild", !.cur = Child(node, task.key)])
               /\ UNCHANGED page
          ELSE /\ page' = [page EXCEPT ![p] = Point(node, task.key, task.right)]
               /\ Ends(t)
               /\ LetGo(t)
     /\ Looked(t)
     /\ UNCHANGED content

\* PageMerge.tryMerge: with the left neighbour, the first child with its right one; a parent with
\* a single child is merged itself, and the root shrinks
MergeAtParent(t, p, node) ==
  LET slot == Slot(node, Key(t))
      left == IF slot = Min(DOMAIN node.kids) THEN slot ELSE Max({s \in DOMAIN node.kids : s < slot})
  IN
  /\ IF Size(node) = 1 /\ p # Root /\ SameParent
       THEN /\ Go(t, After(t, <<Merge(node)>> \o at[t].todo))
            /\ LetGo(t)
       ELSE /\ HoldOnly(t, p)
            /\ Go(t, [at[t] EXCEPT !.pc = IF Size(node) = 1 /\ p = Root THEN "shrink" ELSE "mergeLeft",
                                   !.cur = node.kids[left]])
  /\ Looked(t)
  /\ UNCHANGED <<page, content>>

\* Descent.latch: where all calls but a get end. T4 is tested again; right moves in a parent are coupled.
Latch(t) ==
  /\ at[t].pc = "latch"
  /\ LET p == at[t].cur
         node == page[p]
         type == Task(t).type
     IN
     /\ Open(p, t)
     /\ \/ /\ ~Belongs(node, t)
           /\ Go(t, Restarted(t))
           /\ LetGo(t)
           /\ UNCHANGED <<page, content, faults>>
        \/ /\ Belongs(node, t) /\ Beyond(node, t)
           /\ Note(Stray(node, t))
           /\ \E todo \in {at[t].todo, <<Post(node)>> \o at[t].todo} :
                Go(t, [at[t] EXCEPT !.cur = node.right, !.todo = todo])
           /\ IF type \in {"post", "merge"} THEN HoldOnly(t, p) ELSE LetGo(t)
           /\ UNCHANGED <<page, content>>
        \/ /\ Belongs(node, t) /\ ~Beyond(node, t)
           /\ type \in {"post", "merge"} /\ ~TrulyBelongs(node, t)
           /\ Refused(t)
        \/ /\ Belongs(node, t) /\ ~Beyond(node, t)
           /\ (type \in {"post", "merge"} => TrulyBelongs(node, t))
           /\ \/ type = "insert" /\ Insert(t, p, node)
              \/ type = "remove" /\ Remove(t, p, node)
              \/ type = "link" /\ Link(t, p, node)
              \/ type = "post" /\ PostAtParent(t, p, node)
              \/ type = "merge" /\ MergeAtParent(t, p, node)

\* The mutant without HoldsLeaf puts its key where there was room before.
PutLate(t) ==
  /\ at[t].pc = "put"
  /\ Open(at[t].cur, t)
  /\ page' = [page EXCEPT ![at[t].cur] = Put(@, Key(t))]
  /\ Changed(t, After(t, at[t].todo), TRUE)
  /\ UNCHANGED <<latched, faults>>

-----------------------------------------------------------------------------
(* Under the latches of several pages *)

Parent(t) == CHOOSE p \in Held(t) : page[p].level = Goal(Task(t))

\* SeparatorPost.tryPost, SeparatorPost.insert, T2. The code remembers no right page: it posts the one that
\* the child leads to now, which is the page remembered here where this posts at all.
PostChild(t) ==
  /\ at[t].pc = "postChild"
  /\ LET parent == Parent(t)
         child == page[at[t].cur]
         task == Task(t)
     IN
     /\ Open(at[t].cur, t)
     /\ \/ /\ ChecksHigh => child.high = task.key
           /\ ChecksRight => child.right = task.right
           /\ page' = [page EXCEPT ![parent] = Point(@, task.key, task.right)]
           /\ Ends(t)
        \/ /\ ChecksHigh /\ child.high < task.key
           /\ IF DerivesPost THEN EndsAfter(t, Post(child)) ELSE Ends(t)
           /\ UNCHANGED page
        \/ /\ \/ ChecksHigh /\ child.high > task.key
              \/ (ChecksHigh => child.high = task.key) /\ ChecksRight /\ child.right # task.right
           /\ Ends(t)
           /\ UNCHANGED page
  /\ LetGo(t)
  /\ UNCHANGED <<content, faults>>

\* The child that the parent has next to the left one; without SameParent it may be another's.
Neighbour(t, left) ==
  LET kids == page[Parent(t)].kids
      behind == {s \in DOMAIN kids : s > page[left].low}
  IN  IF behind = {} THEN page[left].right ELSE kids[Min(behind)]

\* PageMerge.tryPair, T3: a page between the two that is not posted is posted first
MergeLeft(t) ==
  /\ at[t].pc = "mergeLeft"
  /\ LET left == at[t].cur
         right == Neighbour(t, left)
     IN
     /\ Open(left, t)
     /\ IF right = None \/ (ChecksAdjacent /\ page[left].right # right)
          THEN /\ IF right = None THEN Ends(t) ELSE EndsAfter(t, Post(page[left]))
               /\ LetGo(t)
          ELSE /\ latched' = [latched EXCEPT ![left] = t]
               /\ Go(t, [at[t] EXCEPT !.pc = "mergeRight", !.cur = right])
  /\ UNCHANGED <<page, content, faults>>

\* PageMerge.merge: the right page is freed; what is left of the parent may be underfull
MergeRight(t) ==
  /\ at[t].pc = "mergeRight"
  /\ LET right == at[t].cur
         parent == Parent(t)
         left == CHOOSE p \in Held(t) : p # parent
         rest == [page[parent] EXCEPT !.kids =
                   [s \in {x \in DOMAIN @ : @[x] # right} |-> @[s]]]
         above == IF Size(rest) > 1 THEN <<>>
                  ELSE IF parent = Root THEN <<Task(t)>> ELSE <<Merge(rest)>>
     IN
     /\ Open(right, t)
     /\ IF /\ Underfull(page[left]) \/ Underfull(page[right])
           /\ Size(page[left]) + Size(page[right]) <= Capacity
          THEN /\ page' = [page EXCEPT ![parent] = rest,
                                       ![left] = Merged(page[left], page[right]),
                                       ![right] = Free]
               /\ Go(t, After(t, at[t].todo \o above))
          ELSE /\ Ends(t)
               /\ UNCHANGED page
  /\ LetGo(t)
  /\ UNCHANGED <<content, faults>>

\* PageMerge.tryShrink, RootChange.shrink, T3: the root takes in its only child
Shrink(t) ==
  /\ at[t].pc = "shrink"
  /\ LET child == page[at[t].cur]
     IN
     /\ Open(at[t].cur, t)
     /\ IF ShrinksAlone => child.right = None
          THEN /\ page' = [page EXCEPT ![Root] = child, ![at[t].cur] = Free]
               /\ Ends(t)
          ELSE /\ EndsAfter(t, Post(child))
               /\ UNCHANGED page
  /\ LetGo(t)
  /\ UNCHANGED <<content, faults>>

\* MergeQueue.take, Tidier.merge, T3: a merge given up is taken up by level and key, whatever page that is by now
Tend(t) ==
  /\ at[t].pc = "idle"
  /\ at[t].left > 0
  /\ "tend" \in Kinds
  /\ \E p \in Pages \ {Root} :
       /\ latched[p] = Nobody
       /\ page[p].tree = 1
       /\ Underfull(page[p])
       /\ Go(t, [at[t] EXCEPT !.pc = "read", !.cur = Root, !.task = Merge(page[p])])
  /\ UNCHANGED <<page, latched, content, faults>>

\* PageIds.take, by another tree
TakenByStranger ==
  /\ Cardinality({p \in Pages : page[p].tree = 2}) < Strangers
  /\ \E p \in Frees : page' = [page EXCEPT ![p] = Strange]
  /\ UNCHANGED <<latched, at, content, faults>>

-----------------------------------------------------------------------------

Step(t) ==
  \/ Begin(t) \/ Read(t) \/ Latch(t) \/ PutLate(t)
  \/ PostChild(t) \/ MergeLeft(t) \/ MergeRight(t) \/ Shrink(t) \/ Tend(t)

\* A post ends here though it is neither done nor refuted.
NoRoomToPost(t) ==
  /\ at[t].pc = "latch" /\ Task(t).type = "post" /\ Frees = {}
  /\ LET node == page[at[t].cur]
     IN  Open(at[t].cur, t) /\ Belongs(node, t) /\ ~Beyond(node, t) /\ Full(node)

Ended(t) == at[t].pc = "idle" /\ at[t].left = 0

Next ==
  \/ \E t \in Threads : Step(t) /\ short' = (short \/ NoRoomToPost(t))
  \/ TakenByStranger /\ UNCHANGED short
  \/ (\A t \in Threads : Ended(t)) /\ UNCHANGED vars

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* What must hold *)

Own == {p \in Pages : page[p].tree = 1}
Level(l) == {p \in Own : page[p].level = l}
Fences == 0..Infinity

TypeOK ==
  /\ DOMAIN page = Pages
  /\ \A p \in Pages :
       /\ page[p].tree \in 0..2
       /\ page[p].low \in Fences /\ page[p].high \in Fences
       /\ page[p].right \in Pages \cup {None}
       /\ page[p].keys \subseteq Keys
       /\ IF page[p].level = 0 THEN page[p].kids = <<>> ELSE page[p].keys = {}
       /\ \A s \in DOMAIN page[p].kids : s \in Fences /\ page[p].kids[s] \in Pages
       /\ Size(page[p]) <= Capacity
  /\ latched \in [Pages -> Threads \cup {Nobody}]
  /\ content \subseteq Keys

\* The ranges of a level meet along the right links: each key is in exactly one of them.
FencesMeet ==
  /\ Level(page[Root].level) = {Root}
  /\ \A p \in Own :
       /\ page[p].level <= page[Root].level
       /\ page[p].low < page[p].high
       /\ \A q \in Level(page[p].level) : p # q => page[p].low # page[q].low
       /\ IF page[p].high = Infinity
            THEN page[p].right = None
            ELSE page[p].right \in Level(page[p].level) /\ page[page[p].right].low = page[p].high
       /\ page[p].low # 0 => \E q \in Level(page[p].level) : page[q].right = p

\* A key is only in the leaf whose range it is in, and all are there.
LeavesHoldTheSet ==
  /\ \A p \in Level(0) : \A k \in page[p].keys : page[p].low <= k /\ k < page[p].high
  /\ UNION {page[p].keys : p \in Level(0)} = content

\* No pointer in the tree leads to a page that is free or somebody else's.
NoDanglingPointer ==
  \A p \in Own :
    /\ page[p].right # None => page[p].right \in Own
    /\ \A s \in DOMAIN page[p].kids : page[p].kids[s] \in Own

\* Separators are the low fences of the children; some may be missing, never the first.
SeparatorsAreFences ==
  \A p \in Own : page[p].level > 0 =>
    /\ page[p].low \in DOMAIN page[p].kids
    /\ \A s \in DOMAIN page[p].kids :
         /\ page[p].low <= s /\ s < page[p].high
         /\ page[page[p].kids[s]].low = s
         /\ page[page[p].kids[s]].level = page[p].level - 1

\* Nobody takes a page for its own that was given to another. With all rules on this holds by T4 alone;
\* that T4 is enough is what the other invariants show.
ReadsItsOwn == "stray" \notin faults

\* Linearizability: an insert or a remove answers for the moment of its change, a get for some
\* moment of the call.
AnswersAreTrue == "answer" \notin faults

\* When all calls have returned no separator is missing, unless there was no page to make room for it.
AllIsPosted ==
  (\A t \in Threads : Ended(t)) /\ ~short =>
    \A p \in Own \ {Root} : \E q \in Own : \E s \in DOMAIN page[q].kids : page[q].kids[s] = p

\* Whom a thread waits for.
WaitsFor(t) ==
  IF at[t].pc = "idle" \/ latched[at[t].cur] = t THEN Nobody ELSE latched[at[t].cur]

NobodyWaitsInACircle ==
  \A S \in SUBSET Threads \ {{}} : \E t \in S : WaitsFor(t) \notin S

Symmetry == Permutations(Threads)
=============================================================================
