// Package policies makes the node's network keep NetworkPolicies: kube-router's controller for them, and nothing else of
// kube-router.
package policies

import (
	"errors"
	"sync"

	"github.com/cloudnativelabs/kube-router/v2/pkg/controllers/netpol"
	"github.com/cloudnativelabs/kube-router/v2/pkg/healthcheck"
	"github.com/cloudnativelabs/kube-router/v2/pkg/options"
	"github.com/spf13/cobra"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

// NewCommand serves one node until it is killed. It writes rules of iptables, and sets of ipset that these refer to.
func NewCommand() *cobra.Command {
	config := options.NewKubeRouterConfig()
	config.EnableIPv4 = true
	command := &cobra.Command{Use: "kube-router", RunE: func(*cobra.Command, []string) error { return serve(config) }}
	flags := command.Flags()
	flags.StringVar(&config.Kubeconfig, "kubeconfig", "", "How the API server is reached.")
	flags.StringVar(&config.HostnameOverride, "hostname-override", "", "Name of the node.")
	flags.StringSliceVar(&config.ClusterIPCIDRs, "service-cluster-ip-range", nil, "Addresses of Services.")
	return command
}

func serve(config *options.KubeRouterConfig) error {
	access, err := clientcmd.BuildConfigFromFlags("", config.Kubeconfig)
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(access)
	if err != nil {
		return err
	}
	forever := make(chan struct{})
	factory := informers.NewSharedInformerFactory(client, 0)
	pods := factory.Core().V1().Pods().Informer()
	namespaces := factory.Core().V1().Namespaces().Informer()
	networkPolicies := factory.Networking().V1().NetworkPolicies().Informer()
	factory.Start(forever)
	factory.WaitForCacheSync(forever)

	tables, sets, err := netpol.NewIPTablesHandlers(config)
	if err != nil {
		return err
	}
	controller, err := netpol.NewNetworkPolicyController(client, config, pods, networkPolicies, namespaces, &sync.Mutex{}, tables, sets)
	if err != nil {
		return err
	}
	handle := func(informer cache.SharedIndexInformer, handler cache.ResourceEventHandler) error {
		_, err := informer.AddEventHandler(handler)
		return err
	}
	if err := errors.Join(
		handle(pods, controller.PodEventHandler),
		handle(namespaces, controller.NamespaceEventHandler),
		handle(networkPolicies, controller.NetworkPolicyEventHandler),
	); err != nil {
		return err
	}

	// It stands still when nobody takes its heartbeats.
	heartbeats := make(chan *healthcheck.ControllerHeartbeat)
	go func() {
		for range heartbeats {
		}
	}()
	var running sync.WaitGroup
	running.Add(1)
	controller.Run(heartbeats, forever, &running)
	return nil
}
